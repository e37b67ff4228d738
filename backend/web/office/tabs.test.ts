import { expect, test } from "vitest";
import { Tabs } from "./tabs";

/** Channels of one browser: what one says, all others hear. */
class Browser {
	channels: Channel[] = [];

	open(): Channel {
		const channel = new Channel(this);
		this.channels.push(channel);
		return channel;
	}
}

class Channel {
	onmessage: ((message: MessageEvent) => void) | null = null;
	readonly #browser: Browser;

	constructor(browser: Browser) {
		this.#browser = browser;
	}

	postMessage(data: unknown): void {
		for (const other of this.#browser.channels) {
			if (other !== this) other.onmessage?.(new MessageEvent("message", { data }));
		}
	}

	close(): void {
		this.#browser.channels = this.#browser.channels.filter((one) => one !== this);
	}
}

test("a page learns at once that another person has logged in, and shuts nobody out itself", () => {
	const browser = new Browser();
	const told: [tab: string, isSame: boolean][] = [];
	new Tabs("an", (isSame) => told.push(["first", isSame]), browser.open());

	const second = new Tabs("binh", (isSame) => told.push(["second", isSame]), browser.open());
	expect(told).toEqual([["first", false]]);

	second.close();
	new Tabs("an", (isSame) => told.push(["third", isSame]), browser.open());
	expect(told).toEqual([
		["first", false],
		["first", true],
	]);
});
