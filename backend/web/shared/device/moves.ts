/** How a scan moves by what is said of it: pure, each time from what it is by then. */

import type { Receipt, ScanResult } from "../receipt";
import { isOnlyHere, type KeptScan, type Sync } from "./database";

const MINUTE_MS = 60_000;
/** How long a scan waits before it is offered again, first and at most; twice as long each time. */
const PAUSES: Readonly<Record<"not_stored" | "unknown_device" | "aside" | "unfolded", Pause>> = {
	not_stored: [15 * MINUTE_MS, 6 * 60 * MINUTE_MS],
	unknown_device: [60 * MINUTE_MS, 24 * 60 * MINUTE_MS],
	aside: [30 * MINUTE_MS, 24 * 60 * MINUTE_MS],
	unfolded: [MINUTE_MS, 60 * MINUTE_MS],
};
const LONGEST_PAUSE_MS = 24 * 60 * MINUTE_MS;
type Pause = readonly [firstMs: number, longestMs: number];

/** A scan whose request the server will not even open: the others go on without it. */
export function putAside(scan: KeptScan, reason: string, nowMs: number): KeptScan {
	if (!isOnlyHere(scan.sync)) return scan;
	return { ...scan, ...later(scan, PAUSES.aside, nowMs), sync: "aside", reason };
}

/** The server said of a scan what this app does not know: it waits, and the others go on. */
export function unheard(scan: KeptScan, nowMs: number): KeptScan {
	return { ...scan, ...later(scan, PAUSES.aside, nowMs) };
}

/** What the server said of it before counts no more: it is to be brought there as if it never was. */
export function unpromised(scan: KeptScan): KeptScan {
	return { ...signedPart(scan), sync: "pending" };
}

/** An answer that was overtaken by a later one of the same server changes nothing. */
export function afterResult(
	scan: KeptScan,
	result: ScanResult,
	receipt: Receipt,
	nowMs: number,
): KeptScan {
	if (scan.epoch === receipt.epoch && (scan.receivedMs ?? 0) > receipt.at) return scan;
	const sync = syncAfter(result);
	const pause = pauseFor(sync, result);
	return {
		...signedPart(scan),
		...(pause === null ? {} : later(scan, pause, nowMs)),
		sync,
		epoch: receipt.epoch,
		receivedMs: receipt.at,
		...(result.f === undefined ? {} : { flags: result.f }),
		...(result.q === undefined ? {} : { reason: result.q }),
		...(result.c === undefined ? {} : { case: result.c }),
	};
}

/** What was signed, without what an earlier answer said of it. */
function signedPart(scan: KeptScan): KeptScan {
	const { flags, reason, case: opened, againMs, tries, epoch, receivedMs, ...signed } = scan;
	return signed;
}

function syncAfter(result: ScanResult): Sync {
	if (result.r === "quarantined") return "person";
	if (result.r === "refused") return "refused";
	return result.f?.includes("unfolded") ? "unfolded" : "safe";
}

function pauseFor(sync: Sync, { q }: ScanResult): Pause | null {
	if (sync === "unfolded") return PAUSES.unfolded;
	if (sync !== "refused") return null;
	return q === "unknown_device" ? PAUSES.unknown_device : PAUSES.not_stored;
}

function later(scan: KeptScan, [firstMs, longestMs]: Pause, nowMs: number) {
	const tries = (scan.tries ?? 0) + 1;
	return { tries, againMs: nowMs + Math.min(longestMs, firstMs * 2 ** (tries - 1)) };
}

/** No pause is longer than the longest: a clock that was put back by years holds nothing up. */
export function waitOf(scan: KeptScan, nowMs: number): number {
	const waitMs = Math.max(0, (scan.againMs ?? 0) - nowMs);
	return waitMs > LONGEST_PAUSE_MS ? 0 : waitMs;
}

/** Further ahead than anything ever waits. */
export function farAhead(nowMs: number): IDBKeyRange {
	return IDBKeyRange.lowerBound(nowMs + LONGEST_PAUSE_MS, true);
}
