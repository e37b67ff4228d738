import "../build/test_browser";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../build/manual_clock";
import type { Ask } from "../shared/device/api";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import type { FeedWatcher } from "../shared/feed";
import { makeDeviceKey, verifyKey } from "../shared/signing";
import { Phone } from "./phone.svelte";
import { joined, PARTY, PERSON, type Server, settled, today, until, worldOf } from "./test_phone";
import type { World } from "./world";

let clock: ManualClock;
let database: Database;
let enrolment: Enrolment;
let server: Server;
/** What the socket would tell it. */
let heard: FeedWatcher;

function world(): World {
	return worldOf(clock, server, (watcher) => {
		heard = watcher;
	});
}

beforeEach(async () => {
	clock = new ManualClock(Date.now());
	({ database, enrolment, server } = await joined());
});

describe("a phone that is opened", () => {
	test("shows nothing before it has read what it signed itself", async () => {
		server.isSlow = true;
		await database.ofPerson(PERSON).put("today", today());
		const phone = new Phone(database, enrolment, world());

		const starting = phone.start();
		expect(phone.isLoaded).toBe(false);
		expect(phone.day).toBe(null);
		await starting;

		expect(phone.isLoaded).toBe(true);
		expect(phone.day).not.toBe(null);
		phone.stop();
	});

	test("offers no shift before the server has said whether there is one", async () => {
		server.isSlow = true;
		server.shift = { started_at: new Date().toISOString() };
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => server.waiting === 1);
		expect(phone.shift.isKnown).toBe(false);

		server.pass();
		await until(() => phone.shift.isKnown);

		expect(phone.shift.startedAt).toBe(server.shift.started_at);
		phone.stop();
	});

	test("goes by its own word at once where there is no network", async () => {
		server.isDown = true;
		const phone = new Phone(database, enrolment, world());

		await phone.start();
		await until(() => phone.isUnanswered);

		expect(phone.shift.isKnown).toBe(true);
		phone.stop();
	});

	test("does not show the day of yesterday while today's is on its way", async () => {
		server.isSlow = true;
		await database.ofPerson(PERSON).put("today", today("2020-01-01T07:00:00+07:00"));
		const phone = new Phone(database, enrolment, world());
		await phone.start();

		expect(phone.day).toBe(null);
		phone.stop();
	});

	test("shows the day of yesterday where no other can be had", async () => {
		server.isDown = true;
		await database.ofPerson(PERSON).put("today", today("2020-01-01T07:00:00+07:00"));
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => phone.isUnanswered);

		expect(phone.day?.now).toBe("2020-01-01T07:00:00+07:00");
		phone.stop();
	});
});

test("a phone that is stopped while it starts stays stopped", async () => {
	const calls: string[] = [];
	const feed = () => ({
		start: () => calls.push("start"),
		stop: () => calls.push("stop"),
		hurry: () => calls.push("hurry"),
	});
	await database.ofPerson(PERSON).put("today", today());
	const phone = new Phone(database, enrolment, { ...world(), feed });

	const starting = phone.start();
	phone.stop();
	await starting;
	clock.pass(10 * 60_000);
	await settled();

	expect(calls).toEqual(["stop"]);
	expect(server.asked).toEqual([]);
	expect(phone.today).toBe(null);
});

test("a late answer does not replace that of a later question", async () => {
	server.isSlow = true;
	const phone = new Phone(database, enrolment, world());
	await phone.start();
	await until(() => server.waiting === 1);
	server.shift = { started_at: new Date().toISOString() };
	void phone.refresh();
	await until(() => server.waiting === 2);

	server.pass("newest");
	await until(() => phone.shift.isKnown);
	const shown = phone.today;
	server.pass("oldest");
	await new Promise((resolve) => setTimeout(resolve, 30));

	expect(phone.today).toBe(shown);
	expect(phone.shift.startedAt).toBe(server.shift.started_at);
	phone.stop();
});

test("what two answers name as keys of labels is known from both of them", async () => {
	const phone = new Phone(database, enrolment, world());
	const { jwk } = await makeDeviceKey();
	const key = await verifyKey(jwk);
	server.labelKeys = [1, 2].map((key_id) => ({ key_id, jwk }));
	let letIn = () => {};
	const reading = vi.spyOn(crypto.subtle, "importKey");
	reading.mockImplementationOnce(() => new Promise((pass) => (letIn = () => pass(key))));
	reading.mockResolvedValueOnce(key);

	const first = phone.refresh();
	await until(() => reading.mock.calls.length === 1);
	await phone.refresh();
	letIn();
	await first;
	reading.mockRestore();

	expect([...phone.labelKeys.keys()].sort()).toEqual([1, 2]);
	phone.stop();
});

describe("what the socket tells", () => {
	const entry = { stream: "person.x", position: 1 };

	test("a verdict is of the delivery that it names; a confirmed one of its item", async () => {
		const phone = new Phone(database, enrolment, world());
		await phone.start();

		const body = { subject: "item", rev: 1, scan: "scan" };
		heard.entry({ ...entry, kind: "custody.changed", body: { ...body, verdict: "bad" } });
		expect(phone.verdicts.get("scan")).toBe("bad");
		heard.entry({ ...entry, kind: "custody.changed", body: { ...body, verdict: "confirmed" } });

		expect(phone.verdicts.get("item")).toBe("confirmed");
		phone.stop();
	});

	test("another phone in one's name is asked about at once", async () => {
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => server.asked.includes("me/devices"));
		server.asked = [];

		heard.entry({ ...entry, kind: "device.enrolled", body: { subject: "d", rev: 1 } });

		await until(() => server.asked.includes("me/devices"));
		phone.stop();
	});
});

test("its day is whole though the outbox is still on its way", async () => {
	const ask: Ask = async (call) =>
		call.path === "scan-batches" ? new Promise(() => {}) : server.ask(call);
	const phone = new Phone(database, enrolment, { ...world(), ask });
	await phone.outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });

	await phone.start();

	await until(() => server.asked.includes("me/devices"));
	expect(phone.sending.is).toBe("sending");
	phone.stop();
});

test("what one tab signs the other shows at once, without signing anything itself", async () => {
	server.isDown = true;
	const [one, two] = [
		new Phone(database, enrolment, world()),
		new Phone(await openPhone(database.name), enrolment, world()),
	];
	await Promise.all([one.start(), two.start()]);

	const kept = await one.sign({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });

	expect(one.own.map(({ id }) => id)).toEqual([kept.id]);
	await until(() => two.own.length === 1);
	expect(two.counts.pending).toBe(1);
	one.stop();
	two.stop();
});

test("a server that does not know the phone has nothing of what it promised: all can be carried home", async () => {
	const phone = new Phone(database, enrolment, world());
	const kept = await phone.outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });
	await database.put("scans", { ...kept, sync: "safe", epoch: "e" });
	server.refusal = "unknown_device";

	await phone.start();
	await until(() => phone.isRevoked);
	await until(() => phone.counts.pending === 1);

	expect(await phone.outbox.onlyHere()).toHaveLength(1);
	phone.stop();
});

describe("P01: by a clock that is years off no offer's ticket is forgotten", () => {
	const DAY_MS = 86_400_000;
	const YEARS_MS = 6 * 365 * DAY_MS;

	test.each([YEARS_MS, -YEARS_MS])("that was made just now, or by it (%d ms)", async (offMs) => {
		const nowMs = clock.nowMs();
		clock = new ManualClock(nowMs + offMs);
		const mine = database.ofPerson(PERSON);
		const ticket = { scan: "s", text: "HO1:X", to: PARTY, items: [], madeMs: nowMs };
		await mine.put("ticket:now", ticket);
		await mine.put("ticket:here", { ...ticket, madeMs: clock.nowMs() });
		await mine.put("ticket:old", { ...ticket, madeMs: nowMs - YEARS_MS - 31 * DAY_MS });
		await mine.put("today", today());
		const phone = new Phone(database, enrolment, world());

		await phone.start();

		await vi.waitFor(async () => expect(await mine.names()).not.toContain("ticket:old"));
		expect(await mine.names()).toEqual(expect.arrayContaining(["ticket:here", "ticket:now"]));
		phone.stop();
	});
});
