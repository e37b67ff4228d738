/** The keys that a page of the office hears wherever the focus is; they all go through here. */

import { placeOf } from "../shared/hits/places";

/** What a key does; false: not now, and whoever listened before may have it. */
type Act = () => unknown;
type Acts = Readonly<Record<string, Act>>;

/** A key as the browser tells it. */
type Pressed = Pick<
	KeyboardEvent,
	| "key"
	| "target"
	| "ctrlKey"
	| "altKey"
	| "metaKey"
	| "repeat"
	| "isComposing"
	| "defaultPrevented"
	| "preventDefault"
>;

export class Keys {
	readonly #isCovered: () => boolean;
	readonly #isWriting: (event: Pressed) => boolean;
	#listeners: Acts[] = [];

	/**
	 * `isCovered`: a dialog lies over the page and keeps all keys for itself.
	 * `isWriting`: the key goes into a text field, and what it writes is meant for that.
	 */
	constructor(isCovered: () => boolean, isWriting: (event: Pressed) => boolean) {
		this.#isCovered = isCovered;
		this.#isWriting = isWriting;
	}

	/** Hear keys by their names, as in `Ctrl+Enter`, before those who listen already. */
	listen(acts: Acts): () => void {
		this.#listeners = [acts, ...this.#listeners];
		return () => {
			this.#listeners = this.#listeners.filter((one) => one !== acts);
		};
	}

	press = (event: Pressed): void => {
		if (event.defaultPrevented || event.isComposing || event.repeat || this.#isCovered()) return;
		const name = nameOf(event);
		if (name.length === 1 && this.#isWriting(event)) return;
		for (const acts of this.#listeners) {
			const act = acts[name];
			if (act === undefined || act() === false) continue;
			event.preventDefault();
			return;
		}
	};
}

function nameOf({ key, ctrlKey, altKey, metaKey }: Pressed): string {
	return `${ctrlKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${metaKey ? "Meta+" : ""}${key}`;
}

export const keys = new Keys(
	() => document.querySelector("dialog[open]") !== null,
	(event) => placeOf(event) !== "page",
);
