/** What this phone signed: one chain, strictly written, forgotten only after a verified receipt. */

import { sha256B64u, utf8 } from "../bytes";
import type { Receipt, ScanResult } from "../receipt";
import {
	type Act,
	type Chain,
	inWireOrder,
	type PrivatePart,
	type Signer,
	type Statement,
	signScan,
} from "../scan";
import { Batch } from "./batch";
import { at, type Clock, deviceClock } from "./clock";
import {
	type ChainState,
	type Database,
	isOnlyHere,
	type KeptScan,
	STRICT,
	type Sync,
} from "./database";
import { afterResult, farAhead, putAside, unheard, waitOf } from "./moves";
import { begun, changed, EPOCH, quiet, unpromise, type Writing } from "./writing";

export { StorageFull } from "./connection";

const KEPT_SAFE = 5_000;
const KEPT_SAFE_MS = 30 * 24 * 3_600_000;
const UNSAFE = [
	...["pending", "person", "refused", "aside", "unfolded"],
] as const satisfies Sync[];

/** Each time another tab was faster; it never is so often. */
const TRIES = 40;

/** This browser has joined under another key meanwhile: what was opened before signs no more. */
export class JoinedAnew extends Error {}

/** With what the server was asked: the batch that its receipt answers, and the epoch known by then. */
export interface Asked {
	batch: string;
	epoch: string | undefined;
}

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
	readonly #changed: (rows: readonly KeptScan[]) => void;
	readonly #clock: Pick<Clock, "nowMs">;
	readonly #stopListening: () => void;
	#turn: Promise<unknown> = Promise.resolve();

	/** `changed` hears of every scan that came or moved, in this tab or in another, whosever it is. */
	constructor(
		database: Database,
		signer: Signer,
		changed: (rows: readonly KeptScan[]) => void = () => {},
		clock: Pick<Clock, "nowMs"> = deviceClock,
	) {
		this.#database = database;
		this.#signer = signer;
		this.#changed = changed;
		this.#clock = clock;
		this.#stopListening = database.listen((news) => {
			if (news.is === "scans") void this.#reread(news.seqs);
		});
	}

	stop(): void {
		this.#stopListening();
	}

	/**
	 * Sign a statement and write it down. When this returns, a killed app or an empty battery loses
	 * nothing. The chain is extended only where it was read, or the phone would contradict itself:
	 * whoever comes second, in this tab or in another, signs anew.
	 */
	keep(statement: Statement, about: About = {}): Promise<KeptScan> {
		const kept = this.#turn.then(() => this.#keep(statement, about));
		this.#turn = kept.catch(() => {});
		return kept;
	}

	async #keep(statement: Statement, about: About): Promise<KeptScan> {
		for (let tries = 0; tries < TRIES; tries += 1) {
			const chain = await this.#database.get("chain", "state");
			if (chain === undefined) throw new Error("not enrolled");
			const { device = this.#signer.key.id } = chain;
			if (device !== this.#signer.key.id) throw new JoinedAnew();
			const kept = await this.#signed(chain, statement, about);
			if (await this.#extend(chain, kept)) {
				this.#moved([kept]);
				return kept;
			}
		}
		throw new Error("the chain is never free");
	}

	async #signed(chain: ChainState, statement: Statement, about: About): Promise<KeptScan> {
		const {
			id,
			jws,
			private: hidden,
		} = await signScan(this.#signer, statement, linkOf(chain), at(), about.private);
		const { act, to, of } = statement;
		return {
			seq: chain.kept,
			id,
			jws,
			party: this.#signer.party,
			act,
			on: inWireOrder(statement.on),
			keptMs: this.#clock.nowMs(),
			sync: "pending",
			...(hidden === undefined ? {} : { private: hidden }),
			...(to === undefined ? {} : { to }),
			...(of === undefined ? {} : { of }),
			...(about.place === undefined ? {} : { place: about.place }),
		};
	}

	/** Whether the chain was still where it was read. A connection may die after it has written. */
	#extend(before: ChainState, kept: KeptScan): Promise<boolean> {
		let isRepeat = false;
		return this.#database.use(async (opened) => {
			const writing = opened.transaction(["scans", "chain"], "readwrite", STRICT);
			const chain = writing.objectStore("chain");
			const now = await chain.get("state");
			const isWritten = isRepeat && now?.p === kept.id;
			isRepeat = true;
			const isFree = now?.e === before.e && now.n === before.n && now.p === before.p;
			if (isFree) {
				const next = { ...before, n: before.n + 1, p: kept.id, kept: before.kept + 1 };
				quiet(writing.objectStore("scans").add(kept), chain.put(next, "state"));
			}
			await writing.done;
			return isFree || isWritten;
		});
	}

	/** What is to be offered now, as much as one request may hold: the oldest that wait, then others. */
	due(maxCount: number, maxBytes: number): Promise<KeptScan[]> {
		const nowMs = this.#clock.nowMs();
		return this.#database.use(async (opened) => {
			const batch = new Batch(maxCount, maxBytes);
			const { store } = opened.transaction("scans");
			const pending = await store.index("sync").openCursor("pending");
			await batch.fill(pending, (scan) => waitOf(scan, nowMs) === 0);
			for (const range of [IDBKeyRange.upperBound(nowMs), farAhead(nowMs)]) {
				const later = await store.index("againMs").openCursor(range);
				await batch.fill(later, (scan) => scan.sync !== "pending");
			}
			return batch.scans;
		});
	}

	/** How long until the next of those that wait out a pause is due; null if none waits. */
	msUntilDue(): Promise<number | null> {
		const nowMs = this.#clock.nowMs();
		return this.#database.use(async (opened) => {
			const index = opened.transaction("scans").store.index("againMs");
			const [first, far] = [await index.openCursor(), await index.openCursor(farAhead(nowMs))];
			const waits = [first, far].flatMap((at) => (at === null ? [] : waitOf(at.value, nowMs)));
			return waits.length === 0 ? null : Math.min(...waits);
		});
	}

	/** Somebody asks for it, or the phone has joined anew: no pause is waited out. */
	async offerNow(syncs: readonly Sync[] = UNSAFE): Promise<void> {
		const waiting = await this.#database.getAllFromIndex("scans", "againMs");
		await this.#change(waiting, (scan) =>
			syncs.includes(scan.sync) ? { ...scan, againMs: 0 } : scan,
		);
	}

	/**
	 * Move the scans that a verified receipt names; answers whether it speaks of any. Of its own batch
	 * it may say what this app does not know: such a scan waits, and does not stand in the way of others.
	 */
	async settle(sent: readonly KeptScan[], receipt: Receipt, asked: Asked): Promise<boolean> {
		const results = new Map(receipt.results.map((result) => [result.k, result]));
		const named = new Map<number, ScanResult>();
		for (const scan of sent) {
			const result = results.get(scan.id) ?? results.get(await sha256B64u(utf8(scan.jws)));
			if (result !== undefined) named.set(scan.seq, result);
		}
		if (named.size === 0 && receipt.batch !== asked.batch) return false;
		const nowMs = this.#clock.nowMs();
		await this.#write(async (writing) => {
			const known = await writing.objectStore("owned").get(EPOCH);
			const isOther = known !== receipt.epoch;
			// Another answer has told of another server since: whichever is the later, the next one says.
			if (isOther && known !== asked.epoch) return [];
			const again = isOther ? await begun(writing, receipt.epoch) : [];
			const settled = await changed(writing, sent, (scan) => {
				const result = named.get(scan.seq);
				if (result === undefined) return unheard(scan, nowMs);
				return afterResult(scan, result, receipt, nowMs);
			});
			return [...again, ...settled];
		});
		return true;
	}

	/** A scan whose request the server will not even open, alone: the others go on without it. */
	async setAside(scan: KeptScan, reason: string): Promise<void> {
		const nowMs = this.#clock.nowMs();
		await this.#change([scan], (now) => putAside(now, reason, nowMs));
	}

	/** The server's epoch as it is known now, to be said again of what is asked from here on. */
	knownEpoch(): Promise<string | undefined> {
		return this.#database.browser.get("epoch");
	}

	/** Another epoch than before means that the server was restored from a copy. */
	async noticeEpoch(epoch: string): Promise<void> {
		await this.#write(async (writing) => {
			const known = await writing.objectStore("owned").get(EPOCH);
			return known === epoch ? [] : begun(writing, epoch);
		});
	}

	/** A server that does not know this device has none of its scans, whatever its receipts said. */
	offerAllAgain(): Promise<number> {
		return this.#write((writing) => unpromise(writing, () => true));
	}

	/**
	 * Looks at no more than what it forgets; the oldest come first. How old they are the server's own
	 * times say: by a clock that is years ahead everything would be.
	 */
	forgetOld(): Promise<void> {
		return this.#database.use(async (opened) => {
			const writing = opened.transaction("scans", "readwrite");
			const safe = writing.store.index("sync");
			const newest = await safe.openCursor("safe", "prev");
			const oldestMs = (newest?.value.receivedMs ?? 0) - KEPT_SAFE_MS;
			const isOld = ({ receivedMs = oldestMs }: KeptScan) => receivedMs < oldestMs;
			let excess = (await safe.count("safe")) - KEPT_SAFE;
			let at = await safe.openCursor("safe");
			for (; at !== null && (excess > 0 || isOld(at.value)); at = await at.continue()) {
				excess -= 1;
				await at.delete();
			}
			await writing.done;
		});
	}

	/** One's own that is not safe yet, however old, and what became safe lately; oldest first. */
	async since(fromMs: number): Promise<KeptScan[]> {
		const found = await Promise.all([
			...UNSAFE.map((sync) => this.#own(sync)),
			this.#safeSince(fromMs),
		]);
		return found.flat().sort(bySeq);
	}

	#own(sync: Sync): Promise<KeptScan[]> {
		return this.#database.getAllFromIndex("scans", "party", [this.#signer.party, sync]);
	}

	#safeSince(fromMs: number): Promise<KeptScan[]> {
		return this.#database.use(async (opened) => {
			const found: KeptScan[] = [];
			const index = opened.transaction("scans").store.index("party");
			let at = await index.openCursor(IDBKeyRange.only([this.#signer.party, "safe"]), "prev");
			for (; at !== null && at.value.keptMs >= fromMs; at = await at.continue()) {
				found.push(at.value);
			}
			return found;
		});
	}

	/** The newest scan of some act on a label since a moment, whatever became of it. */
	newestOf(act: Act, label: string, sinceMs: number): Promise<KeptScan | null> {
		return this.#database.use(async (opened) => {
			let at = await opened.transaction("scans").store.openCursor(null, "prev");
			for (; at !== null && at.value.keptMs >= sinceMs; at = await at.continue()) {
				const isAbout = at.value.on.some((on) => "l" in on && on.l === label);
				if (at.value.act === act && isAbout) return at.value;
			}
			return null;
		});
	}

	withSync(sync: Sync): Promise<KeptScan[]> {
		return this.#database.getAllFromIndex("scans", "sync", sync);
	}

	/** Of all who have had this device: what is sent and what is exported is not one's own alone. */
	counts(): Promise<Counts> {
		return this.#database.use(async (opened) => {
			const index = opened.transaction("scans").store.index("sync");
			const syncs = ["safe", ...UNSAFE] as const;
			const counted = syncs.map(async (sync) => [sync, await index.count(sync)] as const);
			return { ...NONE, ...Object.fromEntries(await Promise.all(counted)) };
		});
	}

	/** What no other copy is known of, oldest first, to be carried by hand where no network comes. */
	async onlyHere(): Promise<KeptScan[]> {
		const here = UNSAFE.filter(isOnlyHere);
		const found = await Promise.all(here.map((sync) => this.withSync(sync)));
		return found.flat().sort(bySeq);
	}

	async #change(scans: readonly KeptScan[], change: (scan: KeptScan) => KeptScan): Promise<void> {
		if (scans.length > 0) await this.#write((writing) => changed(writing, scans, change));
	}

	/** Whole or not at all, and seen by every tab; answers how many it moved. */
	async #write(work: (writing: Writing) => Promise<KeptScan[]>): Promise<number> {
		const rows = await this.#database.use(async (opened) => {
			const writing = opened.transaction(["scans", "owned"], "readwrite", STRICT);
			const moved = await work(writing);
			await writing.done;
			return moved;
		});
		this.#moved(rows);
		return rows.length;
	}

	#moved(rows: readonly KeptScan[]): void {
		if (rows.length === 0) return;
		this.#database.tell({ is: "scans", seqs: rows.map(({ seq }) => seq) });
		this.#changed(rows);
	}

	async #reread(seqs: readonly number[]): Promise<void> {
		const rows = await this.#database.use((opened) => {
			const { store } = opened.transaction("scans");
			return Promise.all(seqs.map((seq) => store.get(seq)));
		});
		this.#changed(rows.filter((row) => row !== undefined));
	}
}

/** The list that a screen shows, with the scans that moved; none of it is read again. */
export function withRows(
	shown: readonly KeptScan[],
	rows: readonly KeptScan[],
	fromMs: number,
): KeptScan[] {
	const bySeqs = new Map([...shown, ...rows].map((scan) => [scan.seq, scan]));
	return [...bySeqs.values()]
		.filter(({ sync, keptMs }) => sync !== "safe" || keptMs >= fromMs)
		.sort(bySeq);
}

export function countsOf(scans: readonly KeptScan[]): Counts {
	const counts = { ...NONE };
	for (const { sync } of scans) counts[sync] += 1;
	return counts;
}

function bySeq(one: KeptScan, other: KeptScan): number {
	return one.seq - other.seq;
}

function linkOf(chain: ChainState): Chain {
	return chain.p === undefined
		? { e: chain.e, n: chain.n }
		: { e: chain.e, n: chain.n, p: chain.p };
}
