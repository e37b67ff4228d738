import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { Timepiece } from "./clock";

const HOUR = 3_600_000;
const SERVER = Date.parse("2026-05-26T08:00:00+07:00");

let wallMs: number;
let monotonicMs: number;
let timepiece: Timepiece;

beforeEach(() => {
	wallMs = SERVER - 9 * HOUR;
	monotonicMs = 400.5;
	timepiece = new Timepiece(
		{ wallMs: () => wallMs, monotonicMs: () => monotonicMs },
		"AAECAwQFBgc",
	);
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
