/** An item as this desk knows it: what the server told, and this desk's own scans laid over; pure. */

import { afterOwnAct } from "../shared/custody";
import { isOnlyHere, type KeptScan, type Sync } from "../shared/device/database";
import type { On } from "../shared/scan";
import type { BoardItem } from "../shared/shapes";

export interface KnownItem extends BoardItem {
	/** The newest node that this desk knows: the basis of its next scan. */
	basis: string | null;
	/** How far the newest own scan over it has come; null if the server has told all. */
	sync: Sync | null;
}

/** A safe scan that the board does not show by now has had no effect: the board is right. */
const TRUST_MS = 15_000;
const NO_NODES: ReadonlySet<string> = new Set(["check", "attempt", "report_damaged"]);

/** Lay own scans over an item, each where it stands: on the node that it names as its basis. */
export function known(
	item: BoardItem,
	own: readonly KeptScan[],
	office: string,
	now: number,
): KnownItem {
	const names = new Set(item.labels.flatMap((label) => [label.id, label.code]));
	const standing = own.filter(
		(scan) => stands(scan, now) && scan.on.some((on) => isOf(on, names)),
	);
	let after: KnownItem = { ...item, basis: item.tip, sync: null };
	for (let left = standing; ; ) {
		const next = left.find((scan) => basisOf(scan, names) === after.basis);
		if (next === undefined) return after;
		left = left.filter((scan) => scan !== next);
		after = { ...after, ...holding(after, next, office), basis: next.id, sync: next.sync };
	}
}

/** What a scan says of an item, on the node that this desk knows last. */
export function on(item: KnownItem, typed: string | null = null): On | null {
	const label = item.labels.find((one) => !one.is_void);
	if (typed === null && label === undefined) return null;
	const name = typed === null ? { l: label?.id ?? "" } : { c: typed };
	return item.basis === null ? name : { ...name, b: item.basis };
}

function stands(scan: KeptScan, now: number): boolean {
	if (NO_NODES.has(scan.act)) return false;
	if (isOnlyHere(scan.sync)) return true;
	return scan.sync !== "person" && now - (scan.receivedMs ?? 0) < TRUST_MS;
}

function isOf(on: On, names: ReadonlySet<string>): boolean {
	return names.has("l" in on ? on.l : on.c);
}

function basisOf(scan: KeptScan, names: ReadonlySet<string>): string | null {
	return scan.on.find((on) => isOf(on, names))?.b ?? null;
}

function holding(before: KnownItem, scan: KeptScan, office: string) {
	const own = { act: scan.act, party: office };
	const after = afterOwnAct(before, scan.to === undefined ? own : { ...own, to: scan.to });
	const isHere = after.holder === office;
	return { ...after, holder_kind: isHere ? "office" : before.holder_kind };
}
