import { expect, test } from "vitest";
import { itemNo, knowing, labelNo } from "../shared/handoff/test_things";
import { toTheDoor } from "./test_things";
import { codesOf, placeOf } from "./titles";

const known = knowing([0, 1, 2, 3].map((no) => itemNo(no)));
const labels = (...numbers: number[]) => numbers.map((no) => ({ l: labelNo(no) }));

test("a scan names its envelopes by the short codes of their items", () => {
	expect(codesOf({ on: labels(0, 1) }, known)).toBe("`0000` `0001`");
	expect(codesOf({ on: [{ c: "CODE2" }] }, known)).toBe("`0002`");
});

test("a scan of many things names the first few", () => {
	expect(codesOf({ on: labels(0, 1, 2, 3) }, known)).toBe("`0000` `0001` `0002` …");
});

test("what nobody here knows goes by the code that was typed, or by none", () => {
	expect(codesOf({ on: [{ c: "7K3M9QXT2H4" }, ...labels(7)] }, known)).toBe("`T2H4`");
	expect(codesOf({ on: labels(7) }, null)).toBe("");
});

test("what has its last office behind it goes to the receiver, not to the office where it was", () => {
	const result = toTheDoor({ destination_name: "Một cửa Phú Ninh" });

	expect(placeOf(result)).toBe("nhà người nhận");
	expect(placeOf({ ...result, next: "office" })).toBe("Một cửa Phú Ninh");
	expect(placeOf({ ...result, goes_to_door: false })).toBe("Một cửa Phú Ninh");
});
