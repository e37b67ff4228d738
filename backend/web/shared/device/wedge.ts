/** A hardware scanner is a keyboard that types fast and ends with Enter; it needs no focus. */

const PAUSE_MS = 400; // generous to slow phones: what is not a label is ignored anyway
const SHORTEST = 11;

/** Listen to the window; returns how to stop. */
export function listenToWedge(read: (text: string) => void): () => void {
	let typed = "";
	let lastMs = 0;

	function hear(event: KeyboardEvent): void {
		if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
		const nowMs = performance.now();
		if (nowMs - lastMs > PAUSE_MS) typed = "";
		lastMs = nowMs;
		if (event.key === "Enter") {
			if (typed.length >= SHORTEST) {
				event.preventDefault(); // the button in focus is not meant
				read(typed);
			}
			typed = "";
		} else if (event.key.length === 1) typed += event.key;
	}

	addEventListener("keydown", hear, true);
	return () => removeEventListener("keydown", hear, true);
}

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
