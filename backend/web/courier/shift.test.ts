import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Offline, Refused } from "../shared/device/api";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import { type DeviceKey, makeDeviceKey } from "../shared/signing";
import { Mine } from "./mine";
import { ShiftKeeper } from "./shift.svelte";

const SEVEN = Date.parse("2026-05-26T07:00:00+07:00");
const STARTED = "2026-05-26T06:30:00.000Z";

let clock: ManualClock;
let database: Database;
let key: DeviceKey;
let mine: Mine;
let server: Road;
let names = 0;

/** The network between phone and server: what is posted waits on it until somebody lets it through. */
class Road {
	told: { act: string }[] = [];
	#waiting: { said: object; pass: () => void; fail: () => void }[] = [];
	isSlow = false;
	isDown = false;
	/** What it answers to an act. */
	fails: Error | null = null;

	post<Answer>(path: string, said: object): Promise<Answer> {
		if (this.fails !== null && path === "shifts") return Promise.reject(this.fails);
		if (this.isDown) return Promise.reject(new Offline("down"));
		return new Promise((resolve, reject) => {
			const pass = () => {
				if (path === "shifts") this.told.push(said as { act: string });
				resolve({} as Answer);
			};
			if (this.isSlow) this.#waiting.push({ said, pass, fail: () => reject(new Offline("lost")) });
			else pass();
		});
	}

	letThrough(): void {
		for (const { pass } of this.#waiting.splice(0)) pass();
	}
}

beforeEach(async () => {
	names += 1;
	clock = new ManualClock(SEVEN);
	database = await openPhone(`shift-${names}`);
	key = await makeDeviceKey();
	mine = new Mine(database, { key, person: { id: "p", name: "" } });
	server = new Road();
});

async function opened(): Promise<ShiftKeeper> {
	const shift = new ShiftKeeper({ database, person: "p", mine, api: server, clock }, () => {});
	await shift.resume();
	return shift;
}

describe("what is known of a shift", () => {
	test("is nothing before the server has said how it stands", async () => {
		const shift = await opened();

		expect(shift.isKnown).toBe(false);
	});

	test("is what the server answers, also where another phone began the shift", async () => {
		const shift = await opened();

		await shift.asking()({ started_at: STARTED });

		expect(shift.isKnown).toBe(true);
		expect(shift.startedAt).toBe(STARTED);
	});

	test("is not what the phone kept, as long as the server may say something else", async () => {
		await database.ofPerson("p").put("shift", { startedAt: null, untold: [] });

		const shift = await opened();

		expect(shift.isKnown).toBe(false);
	});

	test("is what the phone kept once nobody answers, so that a shift begins without signal", async () => {
		const shift = await opened();

		shift.unanswered();

		expect(shift.isKnown).toBe(true);
		expect(shift.startedAt).toBe(null);
	});

	test("is what the phone kept after ten seconds on a road that does not move", async () => {
		const shift = await opened();

		clock.pass(9_999);
		expect(shift.isKnown).toBe(false);
		clock.pass(1);

		expect(shift.isKnown).toBe(true);
	});

	test("is shown once it is kept, and declared once however often it is pressed", async () => {
		const shift = await opened();
		await shift.asking()(null);

		const presses = [shift.start(), shift.start()];
		expect(shift.startedAt).toBe(null);
		await Promise.all(presses);

		expect(shift.startedAt).not.toBe(null);
		expect((await mine.get("shift"))?.startedAt).toBe(shift.startedAt);
		const ends = [shift.stop(), shift.stop()];
		expect(shift.startedAt).not.toBe(null);
		await Promise.all(ends);
		expect(shift.startedAt).toBe(null);
		expect(server.told.map(({ act }) => act)).toEqual(["start", "stop"]);
	});

	test("is what was declared here and not yet told: nobody knows better", async () => {
		server.isDown = true;
		const before = await opened();
		before.unanswered();
		await before.start();
		before.end();

		const shift = await opened();
		await shift.asking()(null);

		expect(shift.isKnown).toBe(true);
		expect(shift.startedAt).not.toBe(null);
	});
});

describe("an answer that was on its way", () => {
	test("when a shift was begun does not end it again", async () => {
		const shift = await opened();
		shift.unanswered();
		const late = shift.asking();
		await shift.start();

		await late(null);

		expect(shift.startedAt).not.toBe(null);
	});

	test("when the shift was told does not end it again either", async () => {
		server.isSlow = true;
		const shift = await opened();
		shift.unanswered();
		const starting = shift.start();
		const late = shift.asking();
		await new Promise((resolve) => setTimeout(resolve, 20));
		server.letThrough();
		await starting;

		await late(null);

		expect(shift.startedAt).not.toBe(null);
	});
});

test("two that send side by side tell each act once and lose none", async () => {
	server.isSlow = true;
	const shift = await opened();
	shift.unanswered();
	const started = shift.start();
	const stopped = shift.stop();
	void shift.send();
	for (let round = 0; round < 10; round += 1) {
		await new Promise((resolve) => setTimeout(resolve, 5));
		server.letThrough();
	}
	await Promise.all([started, stopped]);

	expect(server.told.map(({ act }) => act)).toEqual(["start", "stop"]);
});

test("what was declared without network is told when there is some", async () => {
	server.isDown = true;
	const shift = await opened();
	shift.unanswered();
	await shift.start();
	server.isDown = false;

	clock.pass(15_000);
	await shift.send();

	expect(server.told.map(({ act }) => act)).toEqual(["start"]);
});

test("only one's own positions are told: whoever had the phone before was elsewhere", async () => {
	const fix = [SEVEN, 1, 2, 3, null, null] as const;
	await database.add("fixes", { person: "before", fix: [...fix] });
	await database.add("fixes", { person: "p", fix: [...fix] });
	const shift = await opened();

	await shift.send();

	expect(await database.getAll("fixes")).toMatchObject([{ person: "before" }]);
});

test("where the phone was before it slept says nothing of where it is", async () => {
	let record: PositionCallback = () => {};
	const geolocation = {
		watchPosition: (told: PositionCallback) => {
			record = told;
			return 1;
		},
		clearWatch: () => {},
	};
	const world = { database, person: "p", mine, api: server, clock, geolocation };
	const shift = new ShiftKeeper(world, () => {});
	await shift.start();
	const coords = { latitude: 10, longitude: 106, accuracy: 8, speed: null, heading: null };
	record({ coords, timestamp: Date.now() } as GeolocationPosition);
	shift.look();
	expect(shift.position).not.toBe(null);

	clock.pass(6 * 60_000);
	shift.look();

	expect(shift.position).toBe(null);
	shift.end();
});

describe("an act that is not told", () => {
	function refused(status: number, retry: "never" | "later"): Refused {
		return new Refused({ type: "", title: "", status, code: "x", retry });
	}

	test("because the server never takes it stands before no other, and its word is asked for", async () => {
		let asked = 0;
		const world = { database, person: "p", mine, api: server, clock };
		const shift = new ShiftKeeper(world, () => {
			asked += 1;
		});
		server.fails = refused(404, "never");
		await shift.start();
		expect(asked).toBe(1);

		server.fails = null;
		await shift.stop();

		expect(server.told.map(({ act }) => act)).toEqual(["stop"]);
	});

	test.each([
		["busy", refused(503, "later")],
		["asking who it is", refused(401, "never")],
		["not letting this phone in just now", refused(403, "never")],
	])("because the server was %s is told later", async (_, why) => {
		const shift = await opened();
		server.fails = why;
		await shift.start();

		server.fails = null;
		await shift.send();

		expect(server.told.map(({ act }) => act)).toEqual(["start"]);
	});

	test("for a reason that nobody thought of is not hushed up", async () => {
		const shift = await opened();
		server.fails = new TypeError("a bug");

		await expect(shift.start()).rejects.toThrow("a bug");
	});
});

describe("a keeper that is ended", () => {
	test("while it reads what was kept watches nothing and sends nothing", async () => {
		await mine.put("shift", { startedAt: STARTED, untold: [] });
		let watches = 0;
		const geolocation = { watchPosition: () => ++watches, clearWatch: () => {} };
		const world = { database, person: "p", mine, api: server, clock, geolocation };
		const shift = new ShiftKeeper(world, () => {});

		const resuming = shift.resume();
		shift.end();
		await resuming;
		await shift.asking()({ started_at: STARTED });
		clock.pass(60_000);

		expect(watches).toBe(0);
		expect(shift.isKnown).toBe(false);
	});

	test("writes no position of the owner once another person has the phone", async () => {
		const others: Enrolment = {
			...{ key: await makeDeviceKey(), origin: "", root: key.jwk, enrolledMs: 0 },
			...{ person: { id: "q", name: "" }, party: { id: "q", callSign: "" } },
		};
		await database.put("device", others, "enrolment");

		await mine.addFix([SEVEN, 1, 2, 3, null, null]);

		expect(await database.count("fixes")).toBe(0);
	});
});
