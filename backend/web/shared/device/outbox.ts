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
import { at } from "./clock";
import { type ChainState, type Database, type KeptScan, STRICT, type Sync } from "./database";

const CHAIN_LOCK = "hoso.chain";
const KEPT_SAFE = 5_000;
const KEPT_SAFE_MS = 30 * 24 * 3_600_000;

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
	safe: number;
}

export class Outbox {
	readonly #database: Database;
	readonly #signer: Signer;
	readonly #changed: () => void;

	constructor(database: Database, signer: Signer, changed: () => void = () => {}) {
		this.#database = database;
		this.#signer = signer;
		this.#changed = changed;
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
			keptMs: Date.now(),
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

	/** The oldest scans that no receipt covers, as many as one request may hold. */
	async oldestPending(maxCount: number, maxBytes: number): Promise<KeptScan[]> {
		const batch: KeptScan[] = [];
		let bytes = 0;
		let cursor = await this.#database
			.transaction("scans")
			.store.index("sync")
			.openCursor("pending");
		while (cursor !== null && batch.length < maxCount) {
			const scan = cursor.value;
			bytes += scan.jws.length + 3 * (scan.private?.length ?? 0) + 40;
			if (batch.length > 0 && bytes > maxBytes) break;
			batch.push(scan);
			cursor = await cursor.continue();
		}
		return batch;
	}

	/** Move the scans that a verified receipt names; one that it does not name stays pending. */
	async settle(sent: readonly KeptScan[], receipt: Receipt): Promise<number> {
		const results = new Map(receipt.results.map((result) => [result.k, result]));
		const settled: KeptScan[] = [];
		for (const scan of sent) {
			const result = results.get(scan.id) ?? results.get(await sha256B64u(utf8(scan.jws)));
			if (result !== undefined) settled.push(afterResult(scan, result, receipt));
		}
		await this.#putAll(settled);
		return settled.length;
	}

	/** A scan whose request the server will not even open, alone: keep it for a person. */
	async setAside(scan: KeptScan, reason: string): Promise<void> {
		await this.#putAll([{ ...scan, sync: "person", reason }]);
	}

	/** The server was restored from a copy: what it promised under another epoch is offered again. */
	async offerAgain(epoch: string): Promise<number> {
		const safe = await this.withSync("safe");
		const again = safe.filter((scan) => scan.epoch !== epoch);
		await this.#putAll(again.map((scan) => ({ ...scan, sync: "pending" })));
		return again.length;
	}

	/** After enrolling anew, what an unknown device was refused may be sent once more. */
	async retryRefused(): Promise<void> {
		const refused = await this.withSync("refused");
		await this.#putAll(refused.map((scan) => ({ ...scan, sync: "pending" })));
	}

	async forgetOld(): Promise<void> {
		const safe = await this.withSync("safe");
		const oldest = Date.now() - KEPT_SAFE_MS;
		const excess = safe.length - KEPT_SAFE;
		const old = safe.filter((scan, index) => index < excess || scan.keptMs < oldest);
		const writing = this.#database.transaction("scans", "readwrite");
		await Promise.all([...old.map((scan) => writing.store.delete(scan.seq)), writing.done]);
	}

	/** What is not safe yet, however old, and what became safe lately; oldest first. */
	async since(fromMs: number): Promise<KeptScan[]> {
		const [pending, person, safe] = await Promise.all([
			this.withSync("pending"),
			this.withSync("person"),
			this.#safeSince(fromMs),
		]);
		return [...pending, ...person, ...safe].sort((one, other) => one.seq - other.seq);
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
		const [pending, person, refused, safe] = await Promise.all([
			index.count("pending"),
			index.count("person"),
			index.count("refused"),
			index.count("safe"),
		]);
		return { pending, person, refused, safe };
	}

	/** Everything unsafe as text, to be carried by hand if this phone never finds a network again. */
	async exported(): Promise<string> {
		const unsafe = await Promise.all([
			this.withSync("pending"),
			this.withSync("refused"),
			this.withSync("person"),
		]);
		const scans = unsafe.flat().map(wireForm);
		return JSON.stringify({ v: 1, batch: crypto.randomUUID(), scans });
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

function afterResult(scan: KeptScan, result: ScanResult, receipt: Receipt): KeptScan {
	const sync = ({ accepted: "safe", quarantined: "person", refused: "refused" } as const)[
		result.r
	];
	return {
		...scan,
		sync,
		epoch: receipt.epoch,
		receivedMs: receipt.at,
		...(result.f === undefined ? {} : { flags: result.f }),
		...(result.q === undefined ? {} : { reason: result.q }),
		...(result.c === undefined ? {} : { case: result.c }),
	};
}

function isQuota(error: unknown): boolean {
	return error instanceof DOMException && error.name === "QuotaExceededError";
}
