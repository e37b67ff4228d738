/** Bringing the outbox to the server, whatever the network does. */

import { readServerKeys, type ServerKeys } from "../keys";
import { type Receipt, readReceipt, UnprovenReceipt } from "../receipt";
import { type Ask, ask, Offline, Refused } from "./api";
import { type Clock, deviceClock, serverTimeSeen } from "./clock";
import type { Database, Enrolment, KeptScan } from "./database";
import { type Outbox, wireForm } from "./outbox";

const SYNC_LOCK = "hoso.sync";
const MAX_SCANS = 200;
const MAX_BYTES = 400_000;
const WORTH_ZIPPING = 16_000;
const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const REFUSALS_BEFORE_HALVING = 2;
/** So many set aside one after the other mean that the server may be ill. */
const ASIDES_BEFORE_WAITING = 2;

/** What the outbox screen says of the sending. */
export type Sending =
	| { is: "idle" }
	| { is: "sending" }
	| { is: "waiting"; why: "offline" | "busy" | "unproven"; sinceMs: number };

/** What a device keeps of its enrolment to believe the server: the root key it pinned. */
type Pinned = Pick<Enrolment, "root">;

export class Sync {
	readonly #database: Database;
	readonly #pinned: Pinned;
	readonly #outbox: Outbox;
	readonly #changed: (sending: Sending) => void;
	readonly #ask: Ask;
	readonly #clock: Clock;
	#maxScans = MAX_SCANS;
	#refusals = 0;
	#asides = 0;
	#failures = 0;
	#isWanted = false;
	#waitingSinceMs = 0;
	#stopTimer: () => void = () => {};

	constructor(
		database: Database,
		pinned: Pinned,
		outbox: Outbox,
		changed: (sending: Sending) => void = () => {},
		network: Ask = ask,
		clock: Clock = deviceClock,
	) {
		this.#database = database;
		this.#pinned = pinned;
		this.#outbox = outbox;
		this.#changed = changed;
		this.#ask = network;
		this.#clock = clock;
	}

	/** Send all that waits, now; one tab at a time. Called while it runs, it looks once more. */
	async flush(): Promise<void> {
		this.#stopTimer();
		this.#isWanted = true;
		const name = `${SYNC_LOCK}.${this.#database.name}`;
		await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
			if (lock === null) return;
			try {
				while (this.#isWanted) await this.#sendAll();
				this.#failures = 0;
				this.#waitingSinceMs = 0;
				this.#changed({ is: "idle" });
				await this.#wakeWhenDue();
			} catch (error) {
				this.#wait(error);
			}
		});
	}

	/** Send all, also what waits out a pause: a person asks for it. */
	async sendNow(): Promise<void> {
		await this.#outbox.offerNow();
		await this.flush();
	}

	stop(): void {
		this.#stopTimer();
	}

	/** What was not kept, set aside or not folded is offered again after its pause, without a touch. */
	async #wakeWhenDue(): Promise<void> {
		const waitMs = await this.#outbox.msUntilDue();
		if (waitMs === null) return;
		this.#stopTimer = this.#clock.after(waitMs, () => void this.flush());
	}

	async #sendAll(): Promise<void> {
		this.#isWanted = false;
		for (;;) {
			const batch = await this.#outbox.due(this.#maxScans, MAX_BYTES);
			if (batch.length === 0) break;
			this.#changed({ is: "sending" });
			await this.#sendOne(batch);
		}
		await this.#outbox.forgetOld();
	}

	async #sendOne(batch: readonly KeptScan[]): Promise<void> {
		let jws: string;
		try {
			const answer = await this.#ask<{ receipt: string }>(await batchCall(batch));
			jws = answer.receipt;
		} catch (error) {
			if (error instanceof Refused && isAboutTheEnvelope(error)) {
				return this.#refusedAsAWhole(batch, error);
			}
			throw error;
		}
		const receipt = await this.readReceipt(jws);
		const settled = await this.#outbox.settle(batch, receipt);
		if (settled === 0) throw new UnprovenReceipt("speaks of other scans");
		this.#refusals = 0;
		this.#asides = 0;
		this.#maxScans = MAX_SCANS;
		await this.#noticeEpoch(receipt.epoch);
	}

	/** Two refusals halve the batch; one that is refused alone is set aside, and the rest goes on. */
	async #refusedAsAWhole(batch: readonly KeptScan[], error: Refused): Promise<void> {
		const [first] = batch;
		this.#refusals += 1;
		if (this.#refusals < REFUSALS_BEFORE_HALVING || first === undefined) return;
		this.#refusals = 0;
		if (batch.length > 1) {
			this.#maxScans = Math.ceil(batch.length / 2);
			return;
		}
		await this.#outbox.setAside(first, error.problem.code);
		this.#maxScans = MAX_SCANS;
		this.#asides += 1;
		if (this.#asides < ASIDES_BEFORE_WAITING) return;
		this.#asides = 0;
		throw error; // wait longer, then begin behind those
	}

	/** Read a receipt by the keys that the pinned root vouches for. Throws if it is not the server's. */
	async readReceipt(jws: string): Promise<Receipt> {
		const receipt = await this.#readWith(jws, await this.#keptKeys());
		serverTimeSeen(receipt.at);
		return receipt;
	}

	/** A key that is new to us may be in a newer list, which only the pinned root can sign. */
	async #readWith(jws: string, kept: ServerKeys | undefined): Promise<Receipt> {
		try {
			if (kept !== undefined) return await readReceipt(jws, kept);
		} catch (error) {
			if (!(error instanceof UnprovenReceipt)) throw error;
		}
		return readReceipt(jws, await this.#fetchKeys());
	}

	async #keptKeys(): Promise<ServerKeys | undefined> {
		return (await this.#database.get("kept", "keys")) as ServerKeys | undefined;
	}

	async #fetchKeys(): Promise<ServerKeys> {
		const { keys } = await this.#ask<{ keys: string }>({ method: "GET", path: "keys" });
		const read = await readServerKeys(keys, this.#pinned.root);
		await this.#database.put("kept", read, "keys");
		return read;
	}

	/** Call with every epoch the server speaks of: another one than before means it was restored. */
	async noticeEpoch(epoch: string): Promise<void> {
		await this.#noticeEpoch(epoch);
		if ((await this.#outbox.counts()).pending > 0) await this.flush();
	}

	async #noticeEpoch(epoch: string): Promise<void> {
		const known = await this.#database.get("kept", "epoch");
		if (known === epoch) return;
		await this.#outbox.offerAgain(epoch);
		await this.#database.put("kept", epoch, "epoch");
	}

	#wait(error: unknown): void {
		const why = reasonOf(error);
		const asked = error instanceof Refused && error.retryAfterS ? error.retryAfterS * 1000 : 0;
		const longest = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** this.#failures);
		this.#failures += 1;
		this.#waitingSinceMs ||= Date.now(); // shown beside the phone's own clock
		this.#changed({ is: "waiting", why, sinceMs: this.#waitingSinceMs });
		// Half fixed, half random: all phones of a village find the network in the same second.
		const pause = Math.max(asked, longest * (0.5 + Math.random() / 2));
		this.#stopTimer = this.#clock.after(pause, () => void this.flush());
	}
}

async function batchCall(batch: readonly KeptScan[]) {
	const text = JSON.stringify({
		v: 1,
		batch: crypto.randomUUID(),
		scans: batch.map(wireForm),
	});
	const isZipped = text.length > WORTH_ZIPPING && "CompressionStream" in globalThis;
	return {
		method: "POST" as const,
		path: "scan-batches",
		body: isZipped ? await zipped(text) : text,
		headers: {
			"content-type": "application/json",
			...(isZipped ? { "content-encoding": "gzip" } : {}),
		},
	};
}

/** As a whole, not as a stream: a streamed upload needs HTTP/2 and cannot be repeated. */
function zipped(text: string): Promise<ArrayBuffer> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	return new Response(stream).arrayBuffer();
}

function isAboutTheEnvelope(error: Refused): boolean {
	return [400, 413, 415, 422].includes(error.problem.status);
}

function reasonOf(error: unknown): "offline" | "busy" | "unproven" {
	if (error instanceof Offline) return "offline";
	if (error instanceof Refused) return "busy";
	if (error instanceof UnprovenReceipt) return "unproven";
	throw error;
}
