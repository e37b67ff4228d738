import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type HeardTime, Timepiece } from "./clock";

const HOUR = 3_600_000;
const SERVER = Date.parse("2026-05-26T08:00:00+07:00");

let wallMs: number;
let monotonicMs: number;
let timepiece: Timepiece;
let kept: HeardTime | null;

/** A page begins: what the one before heard is all that it has beside its own clocks. */
function opened(): Timepiece {
	const clocks = { wallMs: () => wallMs, monotonicMs: () => monotonicMs };
	return new Timepiece(clocks, "AAECAwQFBgc", {
		get: () => kept,
		put: (heard) => {
			kept = heard;
		},
	});
}

beforeEach(() => {
	wallMs = SERVER - 9 * HOUR;
	monotonicMs = 400.5;
	kept = null;
	timepiece = opened();
});

function pass(ms: number, isAsleep = false): void {
	wallMs += ms;
	if (!isAsleep) monotonicMs += ms;
}

test("before the server has said its time the device's own counts, and no scan names another", () => {
	pass(1_000);

	expect(timepiece.nowMs()).toBe(wallMs);
	expect(timepiece.at()).toEqual({ w: wallMs, m: 1_400, c: "AAECAwQFBgc" });
});

describe("the server's time", () => {
	beforeEach(() => timepiece.seen(SERVER + 0.7));

	test("is carried on, and a scan names it", () => {
		pass(90_000);

		expect(timepiece.nowMs()).toBe(SERVER + 90_000);
		expect(timepiece.at()).toMatchObject({ s: [SERVER, 400], m: 90_400 });
	});

	test("goes on while the device sleeps and its monotonic clock stands still", () => {
		pass(2 * HOUR, true);

		expect(timepiece.nowMs()).toBe(SERVER + 2 * HOUR);
	});

	test("is named by no scan after a sleep, until the server has said it again", () => {
		pass(2 * HOUR, true);
		expect(timepiece.at()).not.toHaveProperty("s");

		timepiece.seen(SERVER + 2 * HOUR);

		expect(timepiece.at()).toMatchObject({ s: [SERVER + 2 * HOUR, 400] });
	});

	test("is not turned back with a clock that somebody puts back by years", () => {
		pass(60_000);
		wallMs -= 9_000 * HOUR;

		expect(timepiece.nowMs()).toBe(SERVER + 60_000);
		expect(timepiece.at()).not.toHaveProperty("s");
	});

	test("bears the small steps by which a clock is kept right", () => {
		pass(HOUR);
		wallMs += 900;

		expect(timepiece.at()).toMatchObject({ s: [SERVER, 400] });
	});

	test("is not replaced by what is no time", () => {
		timepiece.seen(Number.NaN);

		expect(timepiece.nowMs()).toBe(SERVER);
	});
});

test("time never goes backwards by itself, whatever is done to the clock on the wall", () => {
	const steps = fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(1e6)));
	fc.assert(
		fc.property(steps, (all) => {
			timepiece.seen(SERVER);
			for (const [set, passed] of all) {
				const before = monotonicMs;
				wallMs += set;
				monotonicMs += passed;
				expect(timepiece.nowMs()).toBeGreaterThanOrEqual(SERVER);
				expect(monotonicMs).toBeGreaterThanOrEqual(before);
			}
		}),
	);
});

describe("a page that is opened where nobody says the time", () => {
	const DAYS = 24 * HOUR;

	/** The page before heard the server, with a clock on the wall that is ahead by so much. */
	function heard(aheadMs: number): void {
		wallMs = SERVER + aheadMs;
		opened().seen(SERVER);
		pass(2 * HOUR);
		monotonicMs = 0;
	}

	test("knows no time at all, if none was ever heard", () => {
		expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([false, false]);
	});

	test.each([3 * DAYS + 5 * HOUR, -6 * 365 * DAYS, 0])(
		"goes on by what was heard before, though the clock is wrong by %d",
		(aheadMs) => {
			heard(aheadMs);
			timepiece = opened();

			expect(timepiece.nowMs()).toBe(SERVER + 2 * HOUR);
			expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([true, aheadMs !== 0]);
			expect(timepiece.at()).not.toHaveProperty("s");
		},
	);

	test("knows that a clock that was put back meanwhile is wrong, and no time by it", () => {
		heard(0);
		wallMs -= 4 * HOUR;
		timepiece = opened();

		expect(timepiece.nowMs()).toBe(SERVER);
		expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([false, true]);
	});

	test("does not call a clock wrong that was put right meanwhile", () => {
		heard(3 * DAYS);
		wallMs -= 3 * DAYS;
		timepiece = opened();

		expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([false, false]);
	});

	test("dates nothing by a clock that says days have passed: it may have been set", () => {
		heard(0);
		pass(3 * DAYS);
		timepiece = opened();

		expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([false, false]);
	});

	test("knows it again as soon as the server says it", () => {
		heard(0);
		wallMs -= 4 * HOUR;
		timepiece = opened();

		timepiece.seen(SERVER + 2 * HOUR);

		expect([timepiece.isKnown(), timepiece.isOff()]).toEqual([true, true]);
		expect(kept).toEqual({ serverMs: SERVER + 2 * HOUR, wallMs });
	});

	test("bears what was kept and is no time", () => {
		kept = { serverMs: Number.NaN, wallMs: Number.NaN };
		timepiece = opened();

		expect(timepiece.nowMs()).toBe(wallMs);
		expect(timepiece.isKnown()).toBe(false);
	});
});
