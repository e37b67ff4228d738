/** A phone that was revoked: it asks whether it shall forget everything, and does so in two steps. */

import type { Ask } from "../shared/device/api";
import { type Database, type Enrolment, STRICT } from "../shared/device/database";
import type { Outbox } from "../shared/device/outbox";
import { everyRound } from "../shared/handoff/kept_rounds";
import { readServerKeys, type ServerKeys } from "../shared/keys";
import { readWipe, UnprovenWipe, type WipeOrder } from "../shared/wipe";

/** What is kept for the eyes of whoever holds the phone; scans and keys wait for the export. */
const READABLE = ["today", "shift", "session", "devices"];

/** Ordered: nothing can be read any more, and what waits may still be carried home. */
export type Wipe =
	| { is: "none" }
	| { is: "ordered"; waiting: number }
	| { is: "erasing" }
	| { is: "done" };

/** As it is kept: the order, and whether what waits may still be carried home. */
interface Ordered {
	order: WipeOrder;
	mayExport: boolean;
}

export interface WipeWorld {
	database: Database;
	enrolment: Pick<Enrolment, "key" | "root">;
	outbox: Pick<Outbox, "onlyHere">;
	ask: Ask;
	/** Delete stores, caches and the worker. */
	erase(database: Database): Promise<void>;
}

export class Wiper {
	state = $state.raw<Wipe>({ is: "none" });

	readonly #world: WipeWorld;
	readonly #told: () => void;
	#asking: Promise<void> | null = null;

	/** `told` is called as soon as an order is proven: whatever runs must stop showing and asking. */
	constructor(world: WipeWorld, told: () => void = () => {}) {
		this.#world = world;
		this.#told = told;
	}

	/** An order that was proven before the app was closed still stands. */
	async resume(): Promise<void> {
		const ordered = (await this.#world.database.get("kept", "wipe")) as Ordered | undefined;
		const isMine = ordered?.order.device === this.#world.enrolment.key.id;
		if (ordered !== undefined && isMine) await this.#obey(ordered);
	}

	/**
	 * Ask the house. No answer, any refusal, a page instead of an answer: nothing is wiped. That a
	 * stolen phone exports nothing stands in the refusal, unsigned: forging it can only keep one back.
	 */
	ask(mayExport: boolean): Promise<void> {
		this.#asking ??= this.#ask(mayExport).finally(() => {
			this.#asking = null;
		});
		return this.#asking;
	}

	/** The person has saved what waited, or gives it up. */
	async finish(): Promise<void> {
		if (this.state.is !== "ordered") return;
		await this.#erase();
	}

	async #ask(mayExport: boolean): Promise<void> {
		if (this.state.is !== "none") return;
		const order = await this.#order();
		if (order === null) return;
		const ordered: Ordered = { order, mayExport };
		await this.#world.database.put("kept", ordered, "wipe");
		await this.#obey(ordered);
	}

	async #order(): Promise<WipeOrder | null> {
		const { ask, enrolment } = this.#world;
		try {
			const path = `devices/${enrolment.key.id}/wipe`;
			const { wipe } = await ask<{ wipe: unknown }>({ method: "GET", path });
			return typeof wipe === "string" ? await this.#proven(wipe) : null;
		} catch {
			return null; // whatever it was, it was no proven order
		}
	}

	/** A key that is new to us may be in a newer list, which only the pinned root can sign. */
	async #proven(jws: string): Promise<WipeOrder> {
		const { ask, database, enrolment } = this.#world;
		const device = enrolment.key.id;
		const kept = (await database.get("kept", "keys")) as ServerKeys | undefined;
		try {
			if (kept !== undefined) return await readWipe(jws, device, kept);
		} catch (error) {
			if (!(error instanceof UnprovenWipe)) throw error;
		}
		const { keys } = await ask<{ keys: string }>({ method: "GET", path: "keys" });
		return readWipe(jws, device, await readServerKeys(keys, enrolment.root));
	}

	async #obey({ mayExport }: Ordered): Promise<void> {
		this.#told();
		await this.#forgetReadable();
		const waiting = mayExport ? await this.#world.outbox.onlyHere() : [];
		if (waiting.length === 0) await this.#erase();
		else this.state = { is: "ordered", waiting: waiting.length };
	}

	async #forgetReadable(): Promise<void> {
		const writing = this.#world.database.transaction(["kept", "fixes"], "readwrite", STRICT);
		const kept = writing.objectStore("kept");
		await Promise.all([
			...READABLE.map((name) => kept.delete(name)),
			kept.delete(IDBKeyRange.bound("ticket:", "ticket:~")),
			kept.delete(everyRound()),
			writing.objectStore("fixes").clear(),
			writing.done,
		]);
	}

	async #erase(): Promise<void> {
		this.state = { is: "erasing" };
		await this.#world.erase(this.#world.database);
		this.state = { is: "done" };
	}
}
