import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vectors } from "../build/vectors";
import { workingTime } from "./format";
import { turnsOf, type Urgency, urgency, urgencyBy, workingTimeTo } from "./urgency";
import { type CalendarTold, WorkingCalendar } from "./working_time";

interface Deadlines {
	calendar: CalendarTold;
	worked: { start_at: string; end_at: string; minutes: number }[];
	pressing: { name: string; now: string; due_at: string; urgency: Urgency }[];
}

const { calendar, worked, pressing } = vectors<Deadlines>("deadlines");
const offices = new WorkingCalendar(calendar);

describe("working time is counted as the counters count it", () => {
	test.each(worked)("from $start_at to $end_at", ({ start_at, end_at, minutes }) => {
		const counted = offices.between(Date.parse(start_at), Date.parse(end_at));

		expect(counted).toBe(minutes * 60_000);
	});
});

describe("how pressing a due time is", () => {
	test.each(pressing)("$name", ({ now, due_at, urgency: expected }) => {
		expect(urgency(due_at, Date.parse(now), offices)).toBe(expected);
	});

	test("is counted by the week of the law where no server has told its holidays", () => {
		const now = Date.parse("2020-05-29T15:00:00+07:00");

		expect(urgency("2020-06-01T07:30:00+07:00", now, new WorkingCalendar())).toBe("risk");
	});

	test("of what is late says how much working time it is late by", () => {
		const now = Date.parse("2020-06-01T08:00:00+07:00");

		expect(workingTimeTo("2020-05-29T16:00:00+07:00", now, offices)).toBe(2 * 3_600_000);
		expect(workingTimeTo("2020-06-01T09:00:00+07:00", now, offices)).toBe(3_600_000);
	});

	test("of what is years late says so, and of what is far ahead does not count for ever", () => {
		const now = Date.parse("2020-06-01T08:00:00+07:00");
		const [two, three] = ["2018-06-01T08:00:00+07:00", "2017-06-01T08:00:00+07:00"].map((due) =>
			workingTimeTo(due, now, offices),
		);
		expect(three).toBeGreaterThan(two ?? 0);
		const far = workingTimeTo("9999-01-01T08:00:00+07:00", now, offices);
		expect(far).toBe(workingTimeTo("9998-01-01T08:00:00+07:00", now, offices));
		expect(urgency("9999-01-01T08:00:00+07:00", now, offices)).toBe("ontime");
	});
});

describe("working time in words", () => {
	const HOUR_MS = 3_600_000;

	test.each([
		[28, "3 ngày 4 giờ làm việc"],
		[8, "1 ngày làm việc"],
		[2.5, "2 giờ 30 phút làm việc"],
		[0.5, "30 phút làm việc"],
		[0, "0 phút làm việc"],
	])("%d hours", (hours, said) => {
		expect(workingTime(hours * HOUR_MS, "vi")).toBe(said);
	});

	test("are short where a heading says what they are", () => {
		expect(workingTime(2.5 * HOUR_MS, "vi", true)).toBe("2 giờ 30 phút");
		expect(workingTime(28 * HOUR_MS, "en")).toBe("3 days 4 hours of work");
	});
});

test("whoever keeps the moments of turning says the same as who counts each time", () => {
	const first = Date.parse("2020-04-20T00:00:00+07:00");
	const moment = fc
		.integer({ min: 0, max: 30 * 24 * 60 })
		.map((minute) => first + minute * 60_000);
	fc.assert(
		fc.property(moment, moment, (now, due) => {
			const dueAt = new Date(due).toISOString();
			expect(urgencyBy(turnsOf(dueAt, offices), now)).toBe(urgency(dueAt, now, offices));
		}),
		{ numRuns: 2_000 },
	);
});
