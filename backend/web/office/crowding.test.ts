import { expect, test } from "vitest";
import { crowdedOut, type Named } from "./crowding";

function named(changes: Partial<Named>): Named {
	return { id: "a", x: 0, y: 0, half: 6, width: 60, weight: 1, ...changes };
}

test("names that have room all stay", () => {
	expect(crowdedOut([named({}), named({ id: "b", y: 30 }), named({ id: "c", x: -90 })])).toEqual(
		new Set(),
	);
});

test("of two names in one place the weightier stays, whichever comes first", () => {
	const light = named({ id: "light", y: 4 });
	const heavy = named({ id: "heavy", weight: 2 });

	for (const all of [
		[light, heavy],
		[heavy, light],
	]) {
		expect(crowdedOut(all)).toEqual(new Set(["light"]));
	}
});

test("no name lies on another's shape, however heavy it is", () => {
	const heavy = named({ id: "heavy", weight: 9 });

	expect(crowdedOut([heavy, named({ id: "b", x: 40, width: 20, weight: 0 })])).toEqual(
		new Set(["heavy"]),
	);
});
