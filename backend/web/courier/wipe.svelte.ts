/** A phone that was revoked: it asks whether it shall forget everything, and does so in two steps. */

import { type Ask, apiOver } from "../shared/device/api";
import { type Database, type Enrolment, ofAllPersons, STRICT } from "../shared/device/database";
import type { Outbox } from "../shared/device/outbox";
import { quiet } from "../shared/device/writing";
import { readServerKeys } from "../shared/keys";
import { readWipe, UnprovenWipe, type WipeOrder } from "../shared/wipe";

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

declare module "../shared/device/database" {
	interface OfDevice {
		wipe: Ordered;
	}
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
		const ordered = await this.#own().get("wipe");
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
		await this.#own().put("wipe", ordered);
		await this.#obey(ordered);
	}

	async #order(): Promise<WipeOrder | null> {
		const { ask, enrolment } = this.#world;
		try {
			const { wipe } = await apiOver(ask).get(`devices/${enrolment.key.id}/wipe`);
			return await this.#proven(wipe);
		} catch {
			return null; // whatever it was, it was no proven order
		}
	}

	/** A key that is new to us may be in a newer list, which only the pinned root can sign. */
	async #proven(jws: string): Promise<WipeOrder> {
		const { ask, enrolment } = this.#world;
		const device = enrolment.key.id;
		const kept = await this.#own().get("keys");
		try {
			if (kept !== undefined) return await readWipe(jws, device, kept);
		} catch (error) {
			if (!(error instanceof UnprovenWipe)) throw error;
		}
		const { keys } = await apiOver(ask).get("keys");
		return readWipe(jws, device, await readServerKeys(keys, enrolment.root));
	}

	async #obey({ mayExport }: Ordered): Promise<void> {
		this.#told();
		if (!(await this.#forgetReadable())) return;
		const waiting = mayExport ? await this.#world.outbox.onlyHere() : [];
		if (waiting.length === 0) await this.#erase();
		else this.state = { is: "ordered", waiting: waiting.length };
	}

	/**
	 * All that is kept for the eyes of whoever holds the phone; scans and keys wait for the export.
	 * Whether it was: an order to a key that this browser had before takes nothing from the next.
	 */
	#forgetReadable(): Promise<boolean> {
		const { database, enrolment } = this.#world;
		return database.use(async (opened) => {
			const writing = opened.transaction(["device", "owned", "fixes"], "readwrite", STRICT);
			const joined = await writing.objectStore("device").get("enrolment");
			const isMine = joined === undefined || joined.key.id === enrolment.key.id;
			const owned = writing.objectStore("owned");
			if (isMine) {
				quiet(
					owned.delete(ofAllPersons()),
					owned.delete([`device:${enrolment.key.id}`, "session"]),
					writing.objectStore("fixes").clear(),
				);
			}
			await writing.done;
			return isMine;
		});
	}

	#own() {
		return this.#world.database.ofDevice(this.#world.enrolment.key.id);
	}

	async #erase(): Promise<void> {
		this.state = { is: "erasing" };
		await this.#world.erase(this.#world.database);
		this.state = { is: "done" };
	}
}
