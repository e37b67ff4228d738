/** What was taken over at this desk and not counted inside yet, whoever took it over. */

import type { Database } from "../shared/device/database";

export class ToCount {
	/** Newest first. */
	items = $state.raw<readonly string[]>([]);

	readonly #database: Database;
	#opening: Promise<void> = Promise.resolve();

	constructor(database: Database) {
		this.#database = database;
	}

	open(): Promise<void> {
		this.#opening = this.#open();
		return this.#opening;
	}

	async add(items: readonly string[]): Promise<void> {
		await this.#opening;
		await this.#keep([...items, ...this.items]);
	}

	async counted(item: string): Promise<void> {
		await this.#opening;
		await this.#keep(this.items.filter((one) => one !== item));
	}

	async #open(): Promise<void> {
		this.items = ((await this.#database.get("kept", "to-count")) as string[] | undefined) ?? [];
	}

	async #keep(items: readonly string[]): Promise<void> {
		this.items = [...new Set(items)];
		await this.#database.put("kept", this.items, "to-count");
	}
}
