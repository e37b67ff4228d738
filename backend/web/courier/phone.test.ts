import "../build/test_browser";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { b64u, randomBytes } from "../shared/bytes";
import { type Ask, type Call, Offline, Refused } from "../shared/device/api";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import type { FeedWatcher } from "../shared/feed";
import { makeDeviceKey, type PublicJwk, verifyKey } from "../shared/signing";
import { USUAL_CALENDAR } from "../shared/working_time";
import { Phone } from "./phone.svelte";
import type { World } from "./world";

const PERSON = "00000000-0000-4000-8000-000000000001";
const PARTY = "00000000-0000-4000-8000-000000000002";

let clock: ManualClock;
let database: Database;
let enrolment: Enrolment;
let server: Server;
/** What the socket would tell it. */
let heard: FeedWatcher;
let names = 0;

/** A server whose answers wait until they are let through, or fail. */
class Server {
	isDown = false;
	isSlow = false;
	shift: { started_at: string } | null = null;
	/** Which key of labels each answer names, in their order. */
	labelKeys: { key_id: number; jwk: PublicJwk }[] = [];
	/** With which refusal it answers a question for the day. */
	refusal: string | null = null;
	mayExport: boolean | undefined;
	asked: string[] = [];
	#waiting: (() => void)[] = [];

	ask: Ask = async <Answer>(call: Call): Promise<Answer> => {
		if (this.isDown) throw new Offline("down");
		this.asked.push(call.path);
		const answer = this.#answerTo(call);
		if (this.isSlow) await new Promise<void>((pass) => this.#waiting.push(pass));
		return answer as Answer;
	};

	/** Let the oldest answer through that is on its way, or the newest. */
	pass(which: "oldest" | "newest" = "oldest"): void {
		(which === "oldest" ? this.#waiting.shift() : this.#waiting.pop())?.();
	}

	get waiting(): number {
		return this.#waiting.length;
	}

	#answerTo({ path }: Call): unknown {
		if (path === "today" && this.refusal !== null) {
			throw new Refused({ ...problem(this.refusal), may_export: this.mayExport });
		}
		if (path === "today") {
			return { ...today(), shift: this.shift, label_keys: this.labelKeys.splice(0, 1) };
		}
		throw new Offline(path);
	}
}

function problem(code: string) {
	return { type: "", title: "", status: 403, code, retry: "never" } as const;
}

function today(now = new Date().toISOString()) {
	return {
		...{ run: null, party: { id: PARTY, call_sign: "TN-02" }, shift: null, now, epoch: "e" },
		...{ stops: [], door: [], items: [], parties: [], voids: [], label_keys: [], links: [] },
		calendar: USUAL_CALENDAR,
	};
}

function world(): World {
	return {
		...{ clock, ask: server.ask, geolocation: undefined },
		feed: (_, watcher) => {
			heard = watcher;
			return { start() {}, stop() {}, hurry() {} };
		},
		isOnline: () => true,
		isVisible: () => true,
		listen: () => () => {},
		erase: async () => {},
	};
}

/** Whatever is under way has come to its end. */
async function settled(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 30));
}

async function until(isSo: () => boolean): Promise<void> {
	for (let look = 0; look < 200 && !isSo(); look += 1) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	expect(isSo()).toBe(true);
}

beforeEach(async () => {
	names += 1;
	clock = new ManualClock(Date.now());
	server = new Server();
	database = await openPhone(`courier-${names}`);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	const session = { bearer: "b", untilMs: Date.now() + 9e6 };
	const key = await makeDeviceKey();
	await database.ofDevice(key.id).put("session", session);
	enrolment = {
		...{ key, origin: "https://hoso.example", root: key.jwk, enrolledMs: 0 },
		...{ person: { id: PERSON, name: "Bưu tá" }, party: { id: PARTY, callSign: "TN-02" } },
	};
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
