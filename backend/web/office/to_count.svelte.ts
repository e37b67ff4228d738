/** What was taken over at this desk and not counted inside yet, whoever took it over. */

import type { Database } from "../shared/device/database";

declare module "../shared/device/database" {
	interface OfBrowser {
		"to-count": readonly string[];
	}
}

export class ToCount {
	/** Newest first. */
	items = $state.raw<readonly string[]>([]);

	readonly #database: Database;
	#reads = 0;

	constructor(database: Database) {
		this.#database = database;
	}

	/** A late reading does not replace a later one. */
	async open(): Promise<void> {
		this.#reads += 1;
		const reads = this.#reads;
		const kept = await this.#database.browser.get("to-count");
		if (reads === this.#reads) this.items = kept ?? [];
	}

	add(items: readonly string[]): Promise<void> {
		return this.#change((kept) => [...items, ...kept]);
	}

	counted(item: string): Promise<void> {
		return this.#change((kept) => kept.filter((one) => one !== item));
	}

	/** What another tab of this desk counts or takes over is so here, too; returns how to stop. */
	follow(): () => void {
		return this.#database.listen((news) => {
			if (news.is === "to_count") void this.open();
		});
	}

	/** Of what is kept by now, which another tab may have changed. */
	async #change(change: (kept: readonly string[]) => readonly string[]): Promise<void> {
		await this.#database.browser.change("to-count", (kept = []) => [...new Set(change(kept))]);
		this.#database.tell({ is: "to_count" });
		await this.open();
	}
}
