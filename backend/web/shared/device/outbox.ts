/** What this phone signed: one chain, strictly written, forgotten only after a verified receipt. */

import { sha256B64u, utf8 } from "../bytes";
import type { Receipt, ScanResult } from "../receipt";
import {
	type Chain,
	inWireOrder,
	type PrivatePart,
	type Signer,
	type Statement,
	signScan,
} from "../scan";
import { at, type Clock } from "./clock";
import {
	type ChainState,
	type Database,
	isOnlyHere,
	type KeptScan,
	STRICT,
	type Sync,
} from "./database";

const CHAIN_LOCK = "hoso.chain";
const KEPT_SAFE = 5_000;
const KEPT_SAFE_MS = 30 * 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** How long a scan waits before it is offered again, first and at most; twice as long each time. */
const PAUSES: Readonly<Record<"not_stored" | "unknown_device" | "aside" | "unfolded", Pause>> = {
	not_stored: [15 * MINUTE_MS, 6 * 60 * MINUTE_MS],
	unknown_device: [60 * MINUTE_MS, 24 * 60 * MINUTE_MS],
	aside: [30 * MINUTE_MS, 24 * 60 * MINUTE_MS],
	unfolded: [MINUTE_MS, 60 * MINUTE_MS],
};
const OFFERED_AGAIN = ["refused", "aside", "unfolded"] as const satisfies Sync[];

const UNSAFE = ["pending", "person", ...OFFERED_AGAIN] as const satisfies Sync[];

const LONGEST_PAUSE_MS = 24 * 60 * MINUTE_MS;

type Pause = readonly [firstMs: number, longestMs: number];

/** The phone has no room left: the scan does not count, and the person is told at once. */
export class StorageFull extends Error {}

export interface About {
	place?: string;
	private?: PrivatePart;
}

export interface Counts {
	pending: number;
	person: number;
	refused: number;
	aside: number;
	unfolded: number;
	safe: number;
}

export const NONE: Counts = {
	...{ pending: 0, person: 0, refused: 0, aside: 0, unfolded: 0, safe: 0 },
};

export class Outbox {
	readonly #database: Database;
	readonly #signer: Signer;
	readonly #changed: () => void;
	readonly #clock: Pick<Clock, "nowMs">;

	constructor(
		database: Database,
		signer: Signer,
		changed: () => void = () => {},
		clock: Pick<Clock, "nowMs"> = { nowMs: Date.now },
	) {
		this.#database = database;
		this.#signer = signer;
		this.#changed = changed;
		this.#clock = clock;
	}

	/**
	 * Sign a statement and write it down. When this returns, a killed app or an empty battery loses
	 * nothing. Only one tab at a time extends the chain, or the phone would contradict itself.
	 */
	async keep(statement: Statement, about: About = {}): Promise<KeptScan> {
		const kept = await navigator.locks.request(
			`${CHAIN_LOCK}.${this.#database.name}`,
			async () => {
				const chain = await this.#database.get("chain", "state");
				if (chain === undefined) throw new Error("not enrolled");
				return this.#write(chain, statement, about);
			},
		);
		this.#changed();
		return kept;
	}

	async #write(chain: ChainState, statement: Statement, about: About): Promise<KeptScan> {
		const {
			id,
			jws,
			private: hidden,
		} = await signScan(this.#signer, statement, linkOf(chain), at(), about.private);
		const { act, to, of } = statement;
		const kept: KeptScan = {
			seq: chain.kept,
			id,
			jws,
			act,
			on: inWireOrder(statement.on),
			keptMs: this.#clock.nowMs(),
			sync: "pending",
			...(hidden === undefined ? {} : { private: hidden }),
			...(to === undefined ? {} : { to }),
			...(of === undefined ? {} : { of }),
			...(about.place === undefined ? {} : { place: about.place }),
		};
		await this.#store(kept, { e: chain.e, n: chain.n + 1, p: id, kept: chain.kept + 1 });
		return kept;
	}

	async #store(kept: KeptScan, chain: ChainState): Promise<void> {
		try {
			const writing = this.#database.transaction(["scans", "chain"], "readwrite", STRICT);
			await Promise.all([
				writing.objectStore("scans").add(kept),
				writing.objectStore("chain").put(chain, "state"),
				writing.done,
			]);
		} catch (error) {
			if (isQuota(error)) throw new StorageFull();
			throw error;
		}
	}

	/** What is to be offered now, as much as one request may hold: the oldest that wait, then others. */
	async due(maxCount: number, maxBytes: number): Promise<KeptScan[]> {
		const batch: KeptScan[] = [];
		let bytes = 0;
		for (const sync of ["pending", ...OFFERED_AGAIN] as const) {
			let cursor = await this.#database.transaction("scans").store.index("sync").openCursor(sync);
			for (; cursor !== null && batch.length < maxCount; cursor = await cursor.continue()) {
				const scan = cursor.value;
				if (sync !== "pending" && this.#waitOf(scan) > 0) continue;
				bytes += scan.jws.length + 3 * (scan.private?.length ?? 0) + 40;
				if (batch.length > 0 && bytes > maxBytes) return batch;
				batch.push(scan);
			}
		}
		return batch;
	}

	/** How long until the next of those that wait out a pause is due; null if none waits. */
	async msUntilDue(): Promise<number | null> {
		const waiting = await Promise.all(OFFERED_AGAIN.map((sync) => this.withSync(sync)));
		const waits = waiting.flat().map((scan) => this.#waitOf(scan));
		return waits.length === 0 ? null : Math.min(...waits);
	}

	/** No pause is longer than the longest: a clock that was put back by years holds nothing up. */
	#waitOf(scan: KeptScan): number {
		const waitMs = Math.max(0, (scan.againMs ?? 0) - this.#clock.nowMs());
		return waitMs > LONGEST_PAUSE_MS ? 0 : waitMs;
	}

	/** Somebody asks for it, or the phone has joined anew: no pause is waited out. */
	async offerNow(): Promise<void> {
		const waiting = await Promise.all(OFFERED_AGAIN.map((sync) => this.withSync(sync)));
		await this.#putAll(waiting.flat().map((scan) => ({ ...scan, againMs: 0 })));
	}

	/** Move the scans that a verified receipt names; one that it does not name stays pending. */
	async settle(sent: readonly KeptScan[], receipt: Receipt): Promise<number> {
		const results = new Map(receipt.results.map((result) => [result.k, result]));
		const settled: KeptScan[] = [];
		for (const scan of sent) {
			const result = results.get(scan.id) ?? results.get(await sha256B64u(utf8(scan.jws)));
			if (result !== undefined) {
				settled.push(afterResult(scan, result, receipt, this.#clock.nowMs()));
			}
		}
		await this.#putAll(settled);
		return settled.length;
	}

	/** A scan whose request the server will not even open, alone: the others go on without it. */
	async setAside(scan: KeptScan, reason: string): Promise<void> {
		const again = later(scan, PAUSES.aside, this.#clock.nowMs());
		await this.#putAll([{ ...scan, ...again, sync: "aside", reason }]);
	}

	/** The server was restored from a copy: what it promised under another epoch is offered again. */
	async offerAgain(epoch: string): Promise<number> {
		const stored = await Promise.all([this.withSync("safe"), this.withSync("unfolded")]);
		const again = stored.flat().filter((scan) => scan.epoch !== epoch);
		await this.#putAll(again.map((scan) => ({ ...scan, sync: "pending" })));
		return again.length;
	}

	async forgetOld(): Promise<void> {
		const safe = await this.withSync("safe");
		const oldest = this.#clock.nowMs() - KEPT_SAFE_MS;
		const excess = safe.length - KEPT_SAFE;
		const old = safe.filter((scan, index) => index < excess || scan.keptMs < oldest);
		const writing = this.#database.transaction("scans", "readwrite");
		await Promise.all([...old.map((scan) => writing.store.delete(scan.seq)), writing.done]);
	}

	/** What is not safe yet, however old, and what became safe lately; oldest first. */
	async since(fromMs: number): Promise<KeptScan[]> {
		const found = await Promise.all([
			...UNSAFE.map((sync) => this.withSync(sync)),
			this.#safeSince(fromMs),
		]);
		return found.flat().sort((one, other) => one.seq - other.seq);
	}

	async #safeSince(fromMs: number): Promise<KeptScan[]> {
		const found: KeptScan[] = [];
		const index = this.#database.transaction("scans").store.index("sync");
		let cursor = await index.openCursor("safe", "prev");
		while (cursor !== null && cursor.value.keptMs >= fromMs) {
			found.push(cursor.value);
			cursor = await cursor.continue();
		}
		return found;
	}

	withSync(sync: Sync): Promise<KeptScan[]> {
		return this.#database.getAllFromIndex("scans", "sync", sync);
	}

	async counts(): Promise<Counts> {
		const reading = this.#database.transaction("scans");
		const index = reading.store.index("sync");
		const syncs = ["safe", ...UNSAFE] as const;
		const counted = await Promise.all(
			syncs.map(async (sync) => [sync, await index.count(sync)] as const),
		);
		return { ...NONE, ...Object.fromEntries(counted) };
	}

	/** What no other copy is known of, oldest first, to be carried by hand where no network comes. */
	async onlyHere(): Promise<KeptScan[]> {
		const here = UNSAFE.filter(isOnlyHere);
		const found = await Promise.all(here.map((sync) => this.withSync(sync)));
		return found.flat().sort((one, other) => one.seq - other.seq);
	}

	async #putAll(scans: readonly KeptScan[]): Promise<void> {
		const writing = this.#database.transaction("scans", "readwrite", STRICT);
		await Promise.all([...scans.map((scan) => writing.store.put(scan)), writing.done]);
		this.#changed();
	}
}

/** What the batch carries of a scan. */
export function wireForm(scan: KeptScan): { jws: string; private?: string } {
	return scan.private === undefined ? { jws: scan.jws } : { jws: scan.jws, private: scan.private };
}

function linkOf(chain: ChainState): Chain {
	return chain.p === undefined
		? { e: chain.e, n: chain.n }
		: { e: chain.e, n: chain.n, p: chain.p };
}

function afterResult(
	scan: KeptScan,
	result: ScanResult,
	receipt: Receipt,
	nowMs: number,
): KeptScan {
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
	const { flags, reason, case: opened, againMs, tries, ...signed } = scan;
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

function isQuota(error: unknown): boolean {
	return error instanceof DOMException && error.name === "QuotaExceededError";
}
