import { expect, test, vi } from "vitest";
import { Keys } from "./keys";

function pressed(key: string, more: Partial<KeyboardEvent> = {}) {
	return {
		...{ key, target: null, ctrlKey: false, altKey: false, metaKey: false },
		...{ repeat: false, isComposing: false, defaultPrevented: false },
		...{ preventDefault: vi.fn() },
		...more,
	};
}

const nowhere = () => false;

test("what is written into a text field is no command, and a command there is one", () => {
	const heard: string[] = [];
	const keys = new Keys(
		() => false,
		() => true,
	);
	keys.listen({ "/": () => heard.push("/"), Escape: () => heard.push("Escape") });

	keys.press(pressed("/"));
	keys.press(pressed("Escape"));

	expect(heard).toEqual(["Escape"]);
});

test("a key is heard by its name, and the browser does nothing else with it", () => {
	const sign = vi.fn();
	const keys = new Keys(() => false, nowhere);
	keys.listen({ "Ctrl+Enter": sign });
	const event = pressed("Enter", { ctrlKey: true });

	keys.press(event);
	keys.press(pressed("Enter"));
	keys.press(pressed("Enter", { ctrlKey: true, altKey: true }));

	expect(sign).toHaveBeenCalledOnce();
	expect(event.preventDefault).toHaveBeenCalledOnce();
});

test("whoever came last hears a key first, and may leave it to those before", () => {
	const heard: string[] = [];
	const keys = new Keys(() => false, nowhere);
	keys.listen({ Escape: () => heard.push("page") });
	keys.listen({ Escape: () => heard.push("panel") === 0 });
	const stop = keys.listen({ Escape: () => heard.push("menu") });

	keys.press(pressed("Escape"));
	stop();
	keys.press(pressed("Escape"));

	expect(heard).toEqual(["menu", "panel", "page"]);
});

test.each([
	["a dialog lies over the page", true, {}],
	["the key is held down", false, { repeat: true }],
	["an input method is at work", false, { isComposing: true }],
	["somebody nearer has taken it", false, { defaultPrevented: true }],
])("no key is the page's where %s", (_, isCovered, more) => {
	const sign = vi.fn();
	const keys = new Keys(() => isCovered, nowhere);
	keys.listen({ Enter: sign });

	keys.press(pressed("Enter", more));

	expect(sign).not.toHaveBeenCalled();
});
