/** Bringing the outbox to the server, whatever the network does. */

import { readServerKeys, type ServerKeys } from "../keys";
import { type Receipt, readReceipt, UnprovenReceipt } from "../receipt";
import { type Ask, apiOver, ask, Offline, Refused } from "./api";
import { batchCall } from "./batch";
import type { AnswerTo } from "./calls";
import { type Clock, deviceClock, serverTimeSeen } from "./clock";
import { StoreOver } from "./connection";
import { type Came, type Course, following, OUTSET, type Why } from "./course";
import type { Database, Enrolment, KeptScan, Sync as State } from "./database";
import { type Outbox, StorageFull } from "./outbox";
import { Turn } from "./turn";

const MAX_BYTES = 400_000;
/** Of our own problems these say nothing of what was sent. */
const NOT_ABOUT_SCANS: ReadonlySet<number> = new Set([401, 408, 429]);

/** What the outbox screen says of the sending. */
export type Sending =
	| { is: "idle" }
	| { is: "sending" }
	| { is: "waiting"; why: Why; sinceMs: number; againMs: number };

/** What a device keeps of its enrolment to believe the server: its id, and the root key it pinned. */
export interface Pinned extends Pick<Enrolment, "root"> {
	key: Pick<Enrolment["key"], "id">;
}

export class Sync {
	readonly #database: Database;
	readonly #pinned: Pinned;
	readonly #outbox: Outbox;
	readonly #changed: (sending: Sending) => void;
	readonly #ask: Ask;
	readonly #clock: Clock;
	readonly #turn: Turn;
	#course: Course = OUTSET;
	#running: Promise<void> | null = null;
	#isWanted = false;
	#isStopped = false;
	#waiting: { why: Why; sinceMs: number; againMs: number } | null = null;
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
		this.#turn = new Turn(database, clock);
	}

	/**
	 * Send all that is due. Called while it runs, it looks once more. A server that wants to be left
	 * alone is; a network that was not there may be back.
	 */
	async flush(): Promise<void> {
		const waitMs = (this.#waiting?.againMs ?? 0) - this.#clock.nowMs();
		if (waitMs > 0 && this.#waiting?.why !== "offline") return;
		await this.#run();
	}

	/** Send what waits out a pause, too, and whoever else is sending: a person asks for it. */
	async sendNow(states?: readonly State[]): Promise<void> {
		await this.#outbox.offerNow(states);
		await this.#turn.takeOver();
		await this.#run();
	}

	stop(): void {
		this.#isStopped = true;
		this.#stopTimer();
		void this.#turn.end();
	}

	#run(): Promise<void> {
		this.#isWanted = true;
		this.#running ??= this.#round().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	/** Every way out of here sets the next try, or has nothing left to try. */
	async #round(): Promise<void> {
		this.#stopTimer();
		try {
			while (this.#isWanted && !this.#isStopped) {
				this.#isWanted = false;
				if (!(await this.#sendAll())) return;
			}
			await this.#turn.end();
			this.#waiting = null;
			this.#changed({ is: "idle" });
			const waitMs = await this.#outbox.msUntilDue();
			if (waitMs !== null) this.#tryAfter(waitMs);
		} catch (error) {
			this.#wait(following(this.#course, cameOf(error, 1), Math.random()));
			// Of what is kept the store tells by itself; what nobody thought of is told as such.
			if (!(error instanceof DOMException || error instanceof StoreOver)) throw error;
		}
	}

	/** Whether all that was due was sent; else the next try is set, or there shall be none. */
	async #sendAll(): Promise<boolean> {
		while (!this.#isStopped) {
			const batch = await this.#outbox.due(this.#course.maxScans, MAX_BYTES);
			if (batch.length === 0) {
				await this.#outbox.forgetOld();
				return true;
			}
			const otherMs = await this.#turn.begin();
			if (this.#isStopped) break;
			if (otherMs > 0) {
				this.#tryAfter(otherMs);
				return false;
			}
			this.#changed({ is: "sending" });
			if (!(await this.#sendOne(batch))) return false;
		}
		await this.#turn.end(); // which may have begun while it was stopped
		return false;
	}

	/** Whether it goes on at once. */
	async #sendOne(batch: readonly KeptScan[]): Promise<boolean> {
		const [first] = batch;
		const { came, reason } = await this.#offered(batch);
		const next = following(this.#course, came, Math.random());
		if (next.setsAside && first !== undefined) await this.#outbox.setAside(first, reason);
		if (next.wait !== null) this.#wait(next);
		else this.#course = next.course;
		return next.wait === null;
	}

	async #offered(batch: readonly KeptScan[]): Promise<{ came: Came; reason: string }> {
		const id = crypto.randomUUID();
		try {
			const asked = { batch: id, epoch: await this.#outbox.knownEpoch() };
			const { receipt: jws } = await this.#ask<AnswerTo<"post", "scan-batches">>(
				await batchCall(id, batch),
			);
			const receipt = await this.readReceipt(jws);
			// Only what answers this very call is of this moment: an older receipt may be played again.
			if (receipt.batch === id) serverTimeSeen(receipt.at);
			const isOurs = await this.#outbox.settle(batch, receipt, asked);
			if (!isOurs) throw new UnprovenReceipt("speaks of other scans");
			return { came: { is: "receipt" }, reason: "" };
		} catch (error) {
			const came = cameOf(error, batch.length);
			if (came.is === "broken") throw error;
			return { came, reason: error instanceof Refused ? error.problem.code : "" };
		}
	}

	/** Read a receipt by the keys that the pinned root vouches for. Throws if it is not the server's. */
	async readReceipt(jws: string): Promise<Receipt> {
		const kept = await this.#keys().get("keys");
		try {
			if (kept !== undefined) return await readReceipt(jws, kept);
		} catch (error) {
			if (!(error instanceof UnprovenReceipt)) throw error;
		}
		return readReceipt(jws, await this.#fetchKeys());
	}

	/** A key that is new to us may be in a newer list, which only the pinned root can sign. */
	async #fetchKeys(): Promise<ServerKeys> {
		const { keys } = await apiOver(this.#ask).get("keys");
		const read = await readServerKeys(keys, this.#pinned.root).catch(() => {
			throw new UnprovenReceipt("no list of keys by the pinned root");
		});
		await this.#keys().put("keys", read);
		return read;
	}

	#keys() {
		return this.#database.ofDevice(this.#pinned.key.id);
	}

	/**
	 * Call with every epoch the server speaks of: another one than before means it was restored. What
	 * it made due is sent by itself; nobody waits for it.
	 */
	async noticeEpoch(epoch: string): Promise<void> {
		await this.#outbox.noticeEpoch(epoch);
		void this.flush();
	}

	/** The server says that it does not know this device: it has nothing of what it promised to keep. */
	async noticeForgotten(): Promise<void> {
		if ((await this.#outbox.offerAllAgain()) > 0) void this.flush();
	}

	#wait({ course, wait }: { course: Course; wait: { why: Why; ms: number } | null }): void {
		this.#course = course;
		if (wait === null) return;
		const nowMs = this.#clock.nowMs();
		const sinceMs = this.#waiting?.sinceMs ?? nowMs;
		this.#waiting = { why: wait.why, sinceMs, againMs: nowMs + wait.ms };
		void this.#turn.end();
		this.#changed({ is: "waiting", ...this.#waiting });
		this.#tryAfter(wait.ms);
	}

	#tryAfter(ms: number): void {
		this.#stopTimer();
		if (this.#isStopped) return;
		this.#stopTimer = this.#clock.after(ms, () => this.#run());
	}
}

/** What an error means for the sending; what nobody thought of is a broken store, not a bad scan. */
function cameOf(error: unknown, size: number): Came {
	if (error instanceof Offline) return ofSilence(error, size);
	if (error instanceof UnprovenReceipt) return { is: "unproven" };
	if (error instanceof StorageFull) return { is: "full" };
	if (!(error instanceof Refused)) return { is: "broken" };
	const { status } = error.problem;
	const askedMs = (error.retryAfterS ?? 0) * 1_000;
	const isAboutScans = status <= 500 && !NOT_ABOUT_SCANS.has(status);
	return isAboutScans ? { is: "refused", size, askedMs } : { is: "busy", askedMs };
}

function ofSilence({ silence }: Offline, size: number): Came {
	if (silence.is === "unreachable") return { is: "offline" };
	if (silence.is === "slow") return { is: "slow", size };
	const isLimit = silence.status >= 400 && silence.status < 500;
	return { is: "foreign", size, isLimit };
}
