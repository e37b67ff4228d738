import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Phone } from "./phone.svelte";
import { type Ground, joined, PERSON, today, until, worldOf } from "./test_phone";
import type { World } from "./world";

const LISTED = "2026-12-01T02:24:00+07:00";
const FIVE_HOURS_MS = 5 * 3_600_000;

let ground: Ground;
let clock: ManualClock;
let isKnown: boolean;
let isOnline: boolean;
let changed: () => void;

/** A phone without network, whose clock is three days and some hours ahead. */
async function opened(): Promise<Phone> {
	const world: World = {
		...worldOf(clock, ground.server),
		isTimeKnown: () => isKnown,
		isClockOff: () => true,
		isOnline: () => isOnline,
		listen: (hear) => {
			changed = hear;
			return () => {};
		},
	};
	const phone = new Phone(ground.database, ground.enrolment, world);
	await phone.start();
	return phone;
}

beforeEach(async () => {
	ground = await joined();
	clock = new ManualClock(Date.parse(LISTED) + 3 * 24 * 3_600_000 + FIVE_HOURS_MS);
	isKnown = false;
	isOnline = false;
	ground.server.isDown = true;
	await ground.database.ofPerson(PERSON).put("today", today(LISTED));
});

describe("a phone whose time nobody has proven", () => {
	test("does not say since when there is no network, and tells that its clock is wrong", async () => {
		const phone = await opened();
		await until(() => phone.isUnanswered);

		expect(phone.light.is).toBe("offline");
		expect(phone.lostSince).toBe(null);
		expect([phone.hours.isKnown, phone.hours.isOff]).toEqual([false, true]);
		phone.stop();
	});

	test("shows everything as of its list, and calls nothing late by its own clock", async () => {
		const phone = await opened();
		await until(() => phone.isUnanswered);
		clock.pass(10_000);

		expect(phone.now).toBe(Date.parse(LISTED));
		phone.stop();
	});

	test("says no time of that moment either once the time is known, but of the next one", async () => {
		const phone = await opened();
		isKnown = true;
		clock.pass(10_000);
		expect([phone.lostSince, phone.now]).toEqual([null, clock.nowMs()]);

		isOnline = true;
		changed();
		isOnline = false;
		clock.pass(60_000);
		changed();

		expect(phone.lostSince).toBe(clock.nowMs());
		phone.stop();
	});
});

test("a phone that knows the time says since when there is no network", async () => {
	isKnown = true;
	const phone = await opened();

	expect(phone.lostSince).toBe(clock.nowMs());
	phone.stop();
});
