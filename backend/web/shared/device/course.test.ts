import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Came, type Course, following, MAX_SCANS, type Next, OUTSET } from "./course";

const MINUTE = 60_000;

const size = fc.integer({ min: 1, max: MAX_SCANS });
const came: fc.Arbitrary<Came> = fc.oneof(
	fc.constantFrom<Came>(
		{ is: "receipt" },
		{ is: "offline" },
		{ is: "unproven" },
		{ is: "full" },
		{ is: "broken" },
	),
	fc.record({ is: fc.constant("slow" as const), size }),
	fc.record({ is: fc.constant("foreign" as const), size, isLimit: fc.boolean() }),
	fc.record({ is: fc.constant("busy" as const), askedMs: fc.nat(1e12) }),
	fc.record({ is: fc.constant("refused" as const), size, askedMs: fc.nat(1e12) }),
);
const course: fc.Arbitrary<Course> = fc.record({
	maxScans: size,
	refusals: fc.integer({ min: 0, max: 1 }),
	asides: fc.nat(40),
	failures: fc.nat(2_000),
});
const chance = fc.double({ min: 0, max: 1, noNaN: true });

/** All that follows, one after the other; each batch is as large as it may be. */
function follow(from: Course, all: readonly ((at: Course) => Came)[]): Next[] {
	const found: Next[] = [];
	let at = from;
	for (const one of all) {
		const next = following(at, one(at), 1);
		found.push(next);
		at = next.course;
	}
	return found;
}

const refused = (sent: number) => (at: Course) =>
	({ is: "refused", size: Math.min(sent, at.maxScans), askedMs: 0 }) as const;

describe("whatever comes", () => {
	test("either goes on at once or sets the next try, within the hour, and a reason", () => {
		fc.assert(
			fc.property(course, came, chance, (at, one, by) => {
				const { wait } = following(at, one, by);
				if (wait === null) return;
				expect(wait.why).toMatch(/./);
				expect(wait.ms).toBeGreaterThanOrEqual(1_000);
				expect(wait.ms).toBeLessThanOrEqual(60 * MINUTE);
			}),
		);
	});

	test("the next batch holds at least one scan and never more than a request may", () => {
		fc.assert(
			fc.property(course, came, chance, (at, one, by) => {
				const { maxScans } = following(at, one, by).course;
				expect(Number.isInteger(maxScans)).toBe(true);
				expect(maxScans).toBeGreaterThanOrEqual(1);
				expect(maxScans).toBeLessThanOrEqual(MAX_SCANS);
			}),
		);
	});

	test("goes on without a pause only after a receipt, or past a scan that it set aside", () => {
		fc.assert(
			fc.property(course, came, chance, (at, one, by) => {
				const { wait, setsAside } = following(at, one, by);
				if (wait === null) expect(one.is === "receipt" || setsAside).toBe(true);
			}),
		);
	});

	test("sets a scan aside only for our own refusal of it alone, and the second one at that", () => {
		fc.assert(
			fc.property(course, came, chance, (at, one, by) => {
				if (!following(at, one, by).setsAside) return;
				expect(one).toMatchObject({ is: "refused", size: 1 });
				expect(at.refusals).toBe(1);
			}),
		);
	});

	test("never ends in a round without pause: a receipt empties, and asides rest every second", () => {
		fc.assert(
			fc.property(fc.array(fc.constant(refused(1)), { minLength: 8, maxLength: 60 }), (all) => {
				const found = follow(OUTSET, all);
				for (let index = 3; index < found.length; index += 1) {
					const last = found.slice(index - 3, index + 1);
					expect(last.some(({ wait }) => wait !== null)).toBe(true);
				}
			}),
		);
	});
});

describe("a refusal", () => {
	test("lengthens the pause each time, and every second one halves the batch", () => {
		const found = follow(OUTSET, [refused(9), refused(9), refused(9), refused(9), refused(9)]);

		expect(found.map(({ wait }) => wait?.ms)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
		expect(found.map(({ course: { maxScans } }) => maxScans)).toEqual([200, 5, 5, 3, 3]);
	});

	test("of one scan alone, twice, sets it aside, and the next goes at once, alone", () => {
		const found = follow(OUTSET, [refused(1), refused(1)]);

		expect(found.map(({ setsAside }) => setsAside)).toEqual([false, true]);
		expect(found[1]?.wait).toBe(null);
		expect(found[1]?.course.maxScans).toBe(1);
	});

	test("of two scans one after the other makes it wait longer, and longer each time", () => {
		const found = follow(OUTSET, Array<typeof refusedAlone>(12).fill(refusedAlone));

		const rests = found.filter(({ wait }) => wait?.why === "ill").map(({ wait }) => wait?.ms);
		expect(rests).toEqual([5 * MINUTE, 10 * MINUTE, 20 * MINUTE]);
	});

	test("of a server that asks for time is not asked again before", () => {
		const next = following(OUTSET, { is: "refused", size: 3, askedMs: 7 * MINUTE }, 0);

		expect(next.wait?.ms).toBe(7 * MINUTE);
	});
});

const refusedAlone = refused(1);

describe("what is not about the scans", () => {
	test("a time-out halves every time, down to one, and sets nothing aside", () => {
		const slow = (at: Course) => ({ is: "slow", size: Math.min(40, at.maxScans) }) as const;
		const found = follow(OUTSET, Array<typeof slow>(8).fill(slow));

		expect(found.map(({ course: { maxScans } }) => maxScans)).toEqual([20, 10, 5, 3, 2, 1, 1, 1]);
		expect(found.some(({ setsAside }) => setsAside)).toBe(false);
	});

	test("a proxy's limit halves, a proxy's failure does not", () => {
		const limit = following(OUTSET, { is: "foreign", size: 100, isLimit: true }, 1);
		const failure = following(OUTSET, { is: "foreign", size: 100, isLimit: false }, 1);

		expect(limit.course.maxScans).toBe(50);
		expect(failure.course.maxScans).toBe(200);
	});

	test("a busy server changes nothing but the pause", () => {
		const next = following({ ...OUTSET, refusals: 1 }, { is: "busy", askedMs: 60_000 }, 0);

		expect(next.wait).toEqual({ why: "busy", ms: 60_000 });
		expect(next.course).toEqual({ ...OUTSET, refusals: 1, failures: 1 });
	});
});

test("a receipt forgets what failed, and lets the batch grow again by a quarter", () => {
	const next = following(
		{ maxScans: 8, refusals: 1, asides: 3, failures: 9 },
		{ is: "receipt" },
		1,
	);

	expect(next).toEqual({
		course: { ...OUTSET, maxScans: 10 },
		setsAside: false,
		wait: null,
	});
});
