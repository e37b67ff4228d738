/**
 * Which tab brings the outbox to the server: written down for as long as one request may take, so that
 * a tab that was frozen or killed holds up nobody. Two that send at once would only send twice.
 */

import type { Clock } from "./clock";
import { type Database, STRICT } from "./database";

/** A little longer than a request is waited for. */
const TURN_MS = 35_000;

export class Turn {
	readonly #database: Database;
	readonly #clock: Pick<Clock, "nowMs">;
	readonly #tab = crypto.randomUUID();
	#isMine = false;

	constructor(database: Database, clock: Pick<Clock, "nowMs">) {
		this.#database = database;
		this.#clock = clock;
	}

	/** Begin or prolong one's turn; answers how long another tab still has its own, 0 for none. */
	begin(): Promise<number> {
		return this.#database.use(async (opened) => {
			const nowMs = this.#clock.nowMs();
			const writing = opened.transaction("turn", "readwrite", STRICT);
			const held = await writing.store.get("sending");
			const leftMs = held === undefined || held.tab === this.#tab ? 0 : held.untilMs - nowMs;
			// A turn further ahead than one lasts was written by a clock that has been put back since.
			this.#isMine = leftMs <= 0 || leftMs > TURN_MS;
			if (this.#isMine) {
				await writing.store.put({ tab: this.#tab, untilMs: nowMs + TURN_MS }, "sending");
			}
			await writing.done;
			return this.#isMine ? 0 : leftMs;
		});
	}

	/** A person asks for it: whoever else is sending, this tab does now. */
	async takeOver(): Promise<void> {
		await this.#database.delete("turn", "sending");
	}

	async end(): Promise<void> {
		if (!this.#isMine) return;
		this.#isMine = false;
		await this.#database.use(async (opened) => {
			const writing = opened.transaction("turn", "readwrite");
			const held = await writing.store.get("sending");
			if (held?.tab === this.#tab) await writing.store.delete("sending");
			await writing.done;
		});
	}
}
