import "../build/test_browser";
import { expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { type Ask, Offline } from "../shared/device/api";
import type { Clock } from "../shared/device/clock";
import { openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { Desk } from "./desk.svelte";

const PERSON = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee01";
const OFFICE = { id: "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee02", name: "Một cửa Phú Ninh" };

let names = 0;

async function openDesk(world: { network?: Ask; clock?: Clock } = {}): Promise<Desk> {
	names += 1;
	const key = await makeDeviceKey();
	const enrolment = { key, office: OFFICE, root: key.jwk, enrolledMs: Date.now() };
	const database = await openPhone(`desk-test-${names}`);
	await database.put("chain", { e: "AAECAwQFBgcICQoLDA0ODw", n: 0, kept: 0 }, "state");
	return new Desk(database, enrolment, PERSON, world);
}

test("a desk signs nothing in the name of somebody who was logged out", async () => {
	const desk = await openDesk();
	const end = new Error("logged out");
	desk.end = end;

	await expect(desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] })).rejects.toBe(end);

	expect(await desk.outbox.counts()).toMatchObject({ pending: 0 });
});

test("who waits for a receipt is not held up where there is no network", async () => {
	const clock = new ManualClock(Date.now());
	const network = async () => {
		throw new Offline("down");
	};
	const desk = await openDesk({ clock, network });
	const kept = await desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] });

	const [settled] = await desk.settled([kept]);

	expect(settled?.sync).toBe("pending");
	expect(desk.counts.pending).toBe(1);
});

test("nor for longer than a person waits, where nobody answers at all", async () => {
	const clock = new ManualClock(Date.now());
	const desk = await openDesk({ clock, network: () => new Promise(() => {}) });
	const kept = await desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] });
	let isOver = false;

	const waiting = desk.settled([kept]).then(() => {
		isOver = true;
	});
	clock.pass(5_000);
	await Promise.resolve();
	expect(isOver).toBe(false);
	clock.pass(2_000);
	await waiting;

	expect(isOver).toBe(true);
});

test("a commission is found again after a weekend, and nothing else is taken for it", async () => {
	const clock = new ManualClock(Date.now());
	const desk = await openDesk({ clock, network: () => new Promise(() => {}) });
	const openedMs = clock.nowMs();
	await desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] });
	const { id } = await desk.sign({ act: "commission", on: [{ l: "label" }] });
	await desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] });
	await desk.sign({ act: "commission", on: [{ l: "other" }] });
	clock.pass(3 * 24 * 3_600_000);

	expect((await desk.outbox.newestOf("commission", "label", openedMs))?.id).toBe(id);
	expect(await desk.outbox.newestOf("commission", "label", clock.nowMs())).toBe(null);
});
