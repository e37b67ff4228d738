/** Where a key goes: a text field, a field that nobody may look into, or the page. */

const NO_TEXT: ReadonlySet<string> = new Set([
	...[
		"button",
		"checkbox",
		"color",
		"file",
		"hidden",
		"image",
		"radio",
		"range",
		"reset",
		"submit",
	],
]);

type TextField = HTMLInputElement | HTMLTextAreaElement;

export function placeOf({ target }: Pick<Event, "target">): "page" | "field" | "secret" {
	if (target instanceof HTMLInputElement && target.type === "password") return "secret";
	return isTextField(target) ? "field" : "page";
}

function isTextField(target: EventTarget | null): target is TextField {
	const isOne =
		target instanceof HTMLTextAreaElement ||
		(target instanceof HTMLInputElement && !NO_TEXT.has(target.type));
	return isOne && !target.disabled && !target.readOnly;
}

/** A text field as it was. */
export interface Mark {
	/** Make it so again; returns what had come into it since. */
	takeOut(): string;
}

export function markOf(target: EventTarget | null): Mark | null {
	if (!isTextField(target)) return null;
	const { value, selectionStart, selectionEnd } = target; // null where a field has no such thing
	const from = selectionStart ?? value.length;
	const behind = value.length - (selectionEnd ?? value.length);
	return {
		takeOut() {
			const come = target.value.slice(from, target.value.length - behind);
			target.value = value;
			if (selectionStart !== null) target.setSelectionRange(selectionStart, selectionEnd);
			target.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "historyUndo" }));
			return come;
		},
	};
}

/** Press a key again that was kept back: what listens hears it, and what has the focus does its own. */
export function asPressed(event: KeyboardEvent, made: (copy: KeyboardEvent) => void): void {
	const { key, code, shiftKey, target } = event;
	const copy = new KeyboardEvent("keydown", {
		...{ key, code, shiftKey, bubbles: true, cancelable: true, composed: true },
	});
	made(copy);
	const place = target instanceof Element && target.isConnected ? target : document.body;
	if (!place.dispatchEvent(copy)) return;
	if (place instanceof HTMLSelectElement) choose(place, key);
	else if (key === " " && place instanceof HTMLElement) place.click();
}

/** A list goes on to its next choice that begins with the letter. */
function choose(list: HTMLSelectElement, letter: string): void {
	const from = list.selectedIndex + 1;
	const options = [...list.options];
	const turned = [...options.slice(from), ...options.slice(0, from)];
	const next = turned.find(
		({ label, disabled }) => !disabled && label.toLowerCase().startsWith(letter.toLowerCase()),
	);
	if (next === undefined) return;
	list.value = next.value;
	list.dispatchEvent(new Event("input", { bubbles: true }));
	list.dispatchEvent(new Event("change", { bubbles: true }));
}
