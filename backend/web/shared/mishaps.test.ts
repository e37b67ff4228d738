import { beforeEach, expect, test } from "vitest";
import { Offline } from "./device/api";
import { Mishaps } from "./mishaps.svelte";

let mishaps: Mishaps;
let window: EventTarget;
let stop: () => void;

beforeEach(() => {
	mishaps = new Mishaps();
	window = new EventTarget();
	stop = mishaps.listen(window);
});

function happens(name: string, what: object): void {
	window.dispatchEvent(Object.assign(new Event(name), what));
}

test.each([
	["error", "error"],
	["unhandledrejection", "reason"],
])("an %s that nobody caught does not vanish", (name, member) => {
	const error = new TypeError("what?");

	happens(name, { [member]: error });

	expect(mishaps.last).toBe(error);
	mishaps.dismiss();
	expect(mishaps.last).toBe(null);
});

test("what has words of its own, or is no error, is not told twice", () => {
	happens("unhandledrejection", { reason: new Offline("down") });
	happens("error", {});

	expect(mishaps.last).toBe(null);
});

test("after the page is gone nothing is heard", () => {
	stop();

	happens("error", { error: new Error("late") });

	expect(mishaps.last).toBe(null);
});
