import { describe, expect, test } from "vitest";
import { roomOf } from "./room";

const PLENTY = 9e9;

describe("what is said of the room on a phone", () => {
	test("warns before a browser that may throw all away, and calls nothing good", () => {
		expect(roomOf({ freeBytes: PLENTY, isKept: false, waiting: 2 })).toEqual({
			...{ keeps: "loose", is: "send" },
		});
	});

	test("warns of nothing where nothing waits to be sent", () => {
		expect(roomOf({ freeBytes: PLENTY, isKept: false, waiting: 0 })).toEqual({
			...{ keeps: "nothing", is: "good" },
		});
	});

	test("is good where the browser keeps what waits", () => {
		expect(roomOf({ freeBytes: PLENTY, isKept: true, waiting: 2 })).toEqual({
			...{ keeps: "kept", is: "good" },
		});
	});

	test.each([true, false])("is low whatever else is said (kept: %s)", (isKept) => {
		expect(roomOf({ freeBytes: 1e6, isKept, waiting: 2 }).is).toBe("low");
	});
});
