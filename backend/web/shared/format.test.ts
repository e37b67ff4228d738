import { afterEach, expect, test, vi } from "vitest";
import { age, clock, distance, number, storage } from "./format";

afterEach(() => void vi.unstubAllGlobals());

test("a list of a thousand rows makes each of its formatters once", () => {
	let made = 0;
	const counting = new Proxy(Intl, {
		get: (all, name) => {
			made += 1;
			return Reflect.get(all, name);
		},
	});
	vi.stubGlobal("Intl", counting);

	for (let row = 0; row < 1_000; row += 1) {
		clock(row * 60_000);
		age(row * 60_000, "vi");
		number(row, "vi", 1);
		distance(row, "en");
		storage(row * 1e7, "vi");
	}

	expect(made).toBeLessThan(12);
});
