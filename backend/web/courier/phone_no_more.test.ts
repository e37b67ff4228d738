import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import type { Ask } from "../shared/device/api";
import type { Database, Enrolment } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { Phone } from "./phone.svelte";
import { joined, PERSON, type Server, settled, today, until, worldOf } from "./test_phone";
import type { World } from "./world";

let clock: ManualClock;
let database: Database;
let enrolment: Enrolment;
let server: Server;

function world(): World {
	return worldOf(clock, server);
}

beforeEach(async () => {
	clock = new ManualClock(Date.now());
	({ database, enrolment, server } = await joined());
});

describe("a phone that may act no more", () => {
	test.each(["revoked_device", "undone_device", "unknown_device"])(
		"%s: it says so, remembers it, and asks whether it shall forget everything",
		async (code) => {
			server.refusal = code;
			const phone = new Phone(database, enrolment, world());
			await phone.start();
			await until(() => phone.isRevoked);
			await until(() => server.asked.some((path) => path.endsWith("/wipe")));

			expect(await database.ofDevice(enrolment.key.id).get("refusal")).toBe(code);
			expect(phone.wiper.state).toEqual({ is: "none" });
			phone.stop();
		},
	);

	test("as stolen exports nothing any more, until it is told otherwise", async () => {
		server.refusal = "revoked_device";
		server.mayExport = false;
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => phone.isRevoked);
		expect(phone.mayExport).toBe(false);

		server.refusal = null;
		await phone.refresh();

		expect(phone.isRevoked).toBe(false);
		expect(phone.mayExport).toBe(true);
		phone.stop();
	});

	test("no other refusal makes it ask", async () => {
		server.refusal = "not_allowed";
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => phone.isUnanswered);

		expect(phone.isRevoked).toBe(false);
		expect(server.asked.filter((path) => path.endsWith("/wipe"))).toEqual([]);
		phone.stop();
	});

	test("that was ordered to forget shows and asks nothing when it is opened again", async () => {
		const order = { v: 1 as const, device: enrolment.key.id, at: 1 };
		await database.ofDevice(enrolment.key.id).put("wipe", { order, mayExport: true });
		await database.ofPerson(PERSON).put("today", today());
		const phone = new Phone(database, enrolment, world());

		await phone.start();

		expect(phone.wiper.state.is).toBe("done");
		expect(phone.day).toBe(null);
		expect(server.asked).toEqual([]);
	});

	test("while an answer is on its way is brought nothing back by it", async () => {
		server.isSlow = true;
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => server.waiting === 1);
		await phone.outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });
		const order = { v: 1 as const, device: enrolment.key.id, at: 1 };
		await database.ofDevice(enrolment.key.id).put("wipe", { order, mayExport: true });
		await phone.wiper.resume();
		expect(phone.wiper.state.is).toBe("ordered");

		server.pass();
		await settled();

		expect(phone.today).toBe(null);
		expect(await phone.mine.names()).toEqual([]);
	});

	test("an order to a key that this phone had before does not bind the new one", async () => {
		const order = { v: 1 as const, device: "older", at: 1 };
		await database.ofDevice(enrolment.key.id).put("wipe", { order, mayExport: true });
		const phone = new Phone(database, enrolment, world());

		await phone.start();

		expect(phone.wiper.state.is).toBe("none");
		phone.stop();
	});
});

describe("a phone that another person has by now", () => {
	const OTHER = "00000000-0000-4000-8000-000000000009";
	let others: Enrolment;

	beforeEach(async () => {
		const key = await makeDeviceKey();
		others = {
			...{ ...enrolment, key, person: { id: OTHER, name: "Người khác" } },
			party: { id: OTHER, callSign: "TN-09" },
		};
	});

	test("shows nothing of who had it before, and still counts what is to be brought home", async () => {
		server.isDown = true;
		const shift = { startedAt: new Date().toISOString(), untold: [] };
		await database.ofPerson(PERSON).put("today", today());
		await database.ofPerson(PERSON).put("shift", shift);
		const before = new Phone(database, enrolment, world());
		await before.outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });
		before.stop();

		const phone = new Phone(database, others, world());
		await phone.start();
		await until(() => phone.isUnanswered);

		expect(phone.day).toBe(null);
		expect(phone.shift.startedAt).toBe(null);
		expect(phone.own).toEqual([]);
		expect(phone.counts.pending).toBe(0);
		expect(phone.others).toBe(1);
		expect(await phone.outbox.onlyHere()).toHaveLength(1);
		phone.stop();
	});

	test("asks in nobody else's name, though the session of the first still runs", async () => {
		const bearers: string[] = [];
		const ask: Ask = async (call) => {
			bearers.push(String(call.headers?.authorization));
			return server.ask(call);
		};
		const phone = new Phone(database, others, { ...world(), ask });

		await phone.start();
		await until(() => phone.isUnanswered);

		expect(bearers).not.toContain("Bearer b");
		phone.stop();
	});

	test("is not given the day of the first by an answer that comes late", async () => {
		server.isSlow = true;
		const before = new Phone(database, enrolment, world());
		await before.start();
		await until(() => server.waiting === 1);
		before.stop();
		const phone = new Phone(database, others, world());
		await phone.start();

		server.pass();
		await settled();

		expect(before.today).toBe(null);
		expect(phone.today).toBe(null);
		expect(await before.mine.names()).toEqual([]);
		expect(await phone.mine.names()).not.toContain("today");
		phone.stop();
	});

	test("nor by a tab of the first that has not heard of it yet", async () => {
		server.isSlow = true;
		const before = new Phone(database, enrolment, world());
		await before.start();
		await until(() => server.waiting === 1);
		await database.put("device", others, "enrolment");

		server.pass();
		await until(() => before.today !== null);
		await settled();

		expect(await before.mine.names()).toEqual([]);
		before.stop();
	});

	test("counts what the first had signed no more once it has come home", async () => {
		server.isDown = true;
		const before = new Phone(database, enrolment, world());
		const kept = await before.outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });
		before.stop();
		const phone = new Phone(database, others, world());
		await phone.start();
		expect(phone.others).toBe(1);

		const results = [{ k: kept.id, r: "accepted" as const }];
		const receipt = { v: 1 as const, batch: "b", epoch: "e", at: Date.now(), results };
		await phone.outbox.settle([kept], receipt, { batch: "b", epoch: undefined });

		expect(phone.others).toBe(0);
		expect(phone.own).toEqual([]);
		phone.stop();
	});
});
