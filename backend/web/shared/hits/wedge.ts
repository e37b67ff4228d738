/** Hardware scanners, wherever the focus is: what `Bursts` says of the keys is done to the page. */

import { Bursts, meantBy, type Step, type Stroke, written } from "./burst";
import { asPressed, type Mark, markOf, placeOf } from "./places";
import { oursIn } from "./repair";

interface Pressed extends Stroke {
	event: KeyboardEvent;
}

/** Keys that only change what others write. */
const MODIFIERS: ReadonlySet<string> = new Set([
	...["Shift", "CapsLock", "Control", "Alt", "AltGraph", "Meta", "NumLock", "Fn"],
]);

/** Hear all keys of a page; what a scanner types is told by all that was heard of it. */
export class Wedge {
	readonly #page: Window;
	readonly #read: (texts: string[]) => void;
	readonly #bursts = new Bursts<Pressed>((strokes) => {
		const { origin } = this.#page.location;
		return oursIn(written(strokes), origin) ?? oursIn(meantBy(strokes) ?? "", origin);
	});
	/** Keys given back, which are not heard again. */
	readonly #given = new WeakSet<Event>();
	/** Keys taken away that are still down: the page must not see them go up either. */
	readonly #down = new Set<string>();
	/** The text field as it was before the burst. */
	#mark: Mark | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(page: Window, read: (texts: string[]) => void) {
		this.#page = page;
		this.#read = read;
	}

	/** Returns how to stop. */
	listen(): () => void {
		this.#page.addEventListener("keydown", this.#press, true);
		this.#page.addEventListener("keyup", this.#leave, true);
		return () => {
			this.#page.removeEventListener("keydown", this.#press, true);
			this.#page.removeEventListener("keyup", this.#leave, true);
			clearTimeout(this.#timer);
		};
	}

	#press = (event: KeyboardEvent): void => {
		if (this.#given.has(event) || MODIFIERS.has(event.key)) return;
		const place = placeOf(event);
		if (place === "secret") return;
		const mark = place === "field" ? markOf(event.target) : null;
		const step = this.#bursts.press({ event, isInField: place === "field", ...strokeOf(event) });
		this.#follow(step); // of what was before, with its own mark
		if (this.#bursts.count === 1) this.#mark = mark;
		if (!step.isTaken) return;
		this.#down.add(event.code);
		event.preventDefault();
		event.stopImmediatePropagation();
	};

	#leave = (event: KeyboardEvent): void => {
		if (!this.#down.delete(event.code)) return;
		event.preventDefault();
		event.stopImmediatePropagation();
	};

	#follow({ freed, burst }: Step<Pressed>): void {
		for (const { event } of freed) asPressed(event, (copy) => this.#given.add(copy));
		if (burst !== null) {
			const shown = burst[0]?.isInField ? this.#mark?.takeOut() : undefined;
			const texts = [written(burst), meantBy(burst), shown];
			this.#read([...new Set(texts.filter((text) => text != null))]);
		}
		clearTimeout(this.#timer);
		const { dueMs, patienceMs } = this.#bursts;
		if (dueMs === null) return;
		// From when the page heard the key: what it has not come to hear yet was pressed in time.
		this.#timer = setTimeout(() => this.#follow(this.#bursts.rest(dueMs)), patienceMs);
	}
}

function strokeOf(event: KeyboardEvent): Omit<Stroke, "isInField"> {
	const { code, timeStamp: atMs, repeat: isRepeat } = event;
	const isCommand = event.ctrlKey || event.metaKey || event.altKey;
	const key = isCommand && !event.getModifierState("AltGraph") ? `+${event.key}` : event.key;
	// An input method hides the key's name, and not its place.
	return {
		key: key === "Process" && ENDS.has(code) ? code : key,
		meant: meantAt(event),
		atMs,
		isRepeat,
	};
}

const ENDS: ReadonlySet<string> = new Set(["Enter", "Tab", "Backspace"]);

/** The keys of a keyboard of the United States that write something else than their name. */
const US: Readonly<Record<string, string>> = {
	...{ Space: "  ", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}" },
	...{ Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Backquote: "`~", Comma: ",<" },
	...{ Period: ".>", Slash: "/?", NumpadAdd: "++", NumpadSubtract: "--", NumpadMultiply: "**" },
	...{ NumpadDivide: "//", NumpadDecimal: ".." },
};
const SHIFTED = ")!@#$%^&*(";

function meantAt({ code, shiftKey }: KeyboardEvent): string | null {
	const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
	if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
	const [, figure] = /^(?:Digit|Numpad)([0-9])$/.exec(code) ?? [];
	if (figure !== undefined) return shiftKey ? (SHIFTED[Number(figure)] ?? null) : figure;
	return US[code]?.[shiftKey ? 1 : 0] ?? null;
}
