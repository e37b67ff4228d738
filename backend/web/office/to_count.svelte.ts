/** What was taken over at this desk and not counted inside yet, whoever took it over. */

import type { OfBrowser, Owned } from "../shared/device/database";

declare module "../shared/device/database" {
	interface OfBrowser {
		"to-count": readonly string[];
	}
}

export class ToCount {
	/** Newest first. */
	items = $state.raw<readonly string[]>([]);

	readonly #browser: Owned<OfBrowser>;
	#opening: Promise<void> = Promise.resolve();

	constructor(browser: Owned<OfBrowser>) {
		this.#browser = browser;
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
		this.items = (await this.#browser.get("to-count")) ?? [];
	}

	async #keep(items: readonly string[]): Promise<void> {
		this.items = [...new Set(items)];
		await this.#browser.put("to-count", this.items);
	}
}
