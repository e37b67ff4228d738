import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { b64u, randomBytes } from "../shared/bytes";
import { type Ask, type Call, Offline } from "../shared/device/api";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { Phone } from "./phone.svelte";
import type { World } from "./world";

const PERSON = "00000000-0000-4000-8000-000000000001";
const PARTY = "00000000-0000-4000-8000-000000000002";

let clock: ManualClock;
let database: Database;
let enrolment: Enrolment;
let server: Server;
let names = 0;

/** A server whose answers wait until they are let through, or fail. */
class Server {
	isDown = false;
	isSlow = false;
	shift: { started_at: string } | null = null;
	#waiting: (() => void)[] = [];

	ask: Ask = async <Answer>(call: Call): Promise<Answer> => {
		if (this.isDown) throw new Offline("down");
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
		if (path === "today") return { ...today(), shift: this.shift };
		throw new Offline(path);
	}
}

function today(now = new Date().toISOString()) {
	return {
		...{ run: null, party: { id: PARTY, call_sign: "TN-02" }, shift: null, now, epoch: "e" },
		...{ stops: [], door: [], items: [], parties: [], voids: [], label_keys: [], links: [] },
	};
}

function world(): World {
	return {
		...{ clock, ask: server.ask, geolocation: undefined },
		feed: () => ({ start() {}, stop() {}, hurry() {} }),
		isOnline: () => true,
		isVisible: () => true,
		listen: () => () => {},
	};
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
	await database.put("kept", session, "session");
	const key = await makeDeviceKey();
	enrolment = {
		...{ key, origin: "https://hoso.example", root: key.jwk, enrolledMs: 0 },
		...{ person: { id: PERSON, name: "Bưu tá" }, party: { id: PARTY, callSign: "TN-02" } },
	};
});

describe("a phone that is opened", () => {
	test("shows nothing before it has read what it signed itself", async () => {
		server.isSlow = true;
		await database.put("kept", today(), "today");
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
		await database.put("kept", today("2020-01-01T07:00:00+07:00"), "today");
		const phone = new Phone(database, enrolment, world());
		await phone.start();

		expect(phone.day).toBe(null);
		phone.stop();
	});

	test("shows the day of yesterday where no other can be had", async () => {
		server.isDown = true;
		await database.put("kept", today("2020-01-01T07:00:00+07:00"), "today");
		const phone = new Phone(database, enrolment, world());
		await phone.start();
		await until(() => phone.isUnanswered);

		expect(phone.day?.now).toBe("2020-01-01T07:00:00+07:00");
		phone.stop();
	});
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
