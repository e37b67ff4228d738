import { expect, test } from "vitest";
import { dueCountedText } from "./intake_words";
import { m } from "./words/messages";

test.each([
	["working_day", m.due_counted],
	["hour", m.due_counted],
	["day", m.due_counted_days],
	["month", m.due_counted_days],
] as const)("a limit in %s says by what it is counted", (limit_unit, word) => {
	expect(dueCountedText({ limit_unit })).toBe(word());
});

test("before a procedure is chosen nothing is counted", () => {
	expect(dueCountedText(null)).toBe(m.due());
});
