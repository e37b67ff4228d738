/** What was counted inside items, beside the checks that vouch for it: kept until the server has it. */

import { Offline, Refused } from "../shared/device/api";
import { type Database, isOnlyHere } from "../shared/device/database";
import type { DeskApi } from "./desk_api";

export interface KeptTally {
	scan: string;
	item: string;
	counted: [no: number, count: number][];
}

declare module "../shared/device/database" {
	interface OfBrowser {
		/** Of the office, whichever key of this browser signed the check. */
		tallies: readonly KeptTally[];
	}
}

/** What the server says of a count, and not of its check, it says for good. */
const FINAL: ReadonlySet<string> = new Set(["not_on_the_list", "invalid_request"]);

export class Tallies {
	readonly #database: Database;
	readonly #api: Pick<DeskApi, "post">;
	#telling: Promise<void> | null = null;
	#isWanted = false;

	constructor(database: Database, api: Pick<DeskApi, "post">) {
		this.#database = database;
		this.#api = api;
	}

	/** When this returns, nothing can be lost any more. Telling follows. */
	async keep(tally: KeptTally): Promise<void> {
		await this.#change((kept) => [...kept, tally]);
		void this.tell();
	}

	/** Tell what can be told now. Called while it runs, it looks once more. */
	tell(): Promise<void> {
		this.#isWanted = true;
		this.#telling ??= this.#tellAll().finally(() => {
			this.#telling = null;
		});
		return this.#telling;
	}

	async #tellAll(): Promise<void> {
		while (this.#isWanted) {
			this.#isWanted = false;
			for (const tally of (await this.#database.browser.get("tallies")) ?? []) {
				if (await this.#isOver(tally)) {
					await this.#change((kept) => kept.filter(({ scan }) => scan !== tally.scan));
				}
			}
		}
	}

	/**
	 * Whether a count need not be kept any longer. As long as the server has no check, or one without
	 * effect, it knows nothing to which the count belongs: it waits, as the check itself does. A check
	 * that is forgotten here was safe there a month ago.
	 */
	async #isOver(tally: KeptTally): Promise<boolean> {
		const check = await this.#database.getFromIndex("scans", "id", tally.scan);
		if (check !== undefined && (isOnlyHere(check.sync) || check.sync === "unfolded")) return false;
		try {
			await this.#api.post("tallies", tally);
			return true;
		} catch (error) {
			if (error instanceof Offline) return false;
			if (!(error instanceof Refused)) throw error;
			const { code } = error.problem;
			return FINAL.has(code) || (code === "not_found" && check === undefined);
		}
	}

	async #change(change: (kept: readonly KeptTally[]) => KeptTally[]): Promise<void> {
		await this.#database.browser.change("tallies", (kept = []) => {
			return [...new Map(change(kept).map((one) => [one.scan, one])).values()];
		});
	}
}
