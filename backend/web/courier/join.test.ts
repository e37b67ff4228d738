import "../build/test_browser";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { base45 } from "../shared/base45";
import { utf8 } from "../shared/bytes";
import { type Ask, type Call, Offline, Refused } from "../shared/device/api";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import { KeyNotKept } from "../shared/device/joining";
import { newRound } from "../shared/handoff/round";
import { type DeviceKey, makeDeviceKey, signJws, thumbprint } from "../shared/signing";
import { isApartFromApp, type JoinWorld, join, OtherOrigin, ticketIn } from "./join";

const ORIGIN = "https://hoso.example";
const FOUND = { ticket: { origin: ORIGIN, secret: "AAECAwQFBgcICQoLDA0ODw" }, text: "HE1:X" };
const OWNER = "00000000-0000-4000-8000-000000000001";
const OTHER = "00000000-0000-4000-8000-000000000009";
const JOINED = "2026-05-26T07:00:00+07:00";
const TICKET = { scan: "abc", text: "x", to: "", items: [], madeMs: 0 };

let database: Database;
let root: DeviceKey;
let server: Server;
let names = 0;

class Server {
	person = OWNER;
	shown: string[] = [];
	/** What devices wanted to be. */
	kinds: string[] = [];
	/** Keys that it knows, for somebody else or revoked. */
	known = new Set<string>();
	isNameless = false;

	ask: Ask = async <Answer>(call: Call): Promise<Answer> => (await this.#answerTo(call)) as Answer;

	async #answerTo({ path, body }: Call): Promise<unknown> {
		const said = body === undefined ? {} : JSON.parse(String(body));
		if (path === "devices") this.kinds.push(said.kind);
		if (path === "devices") return this.#enrol(await thumbprint(said.jwk));
		if (path === "device-challenges") return { challenge: "c" };
		if (path === "device-sessions") {
			return { bearer: `of ${said.device}`, until_at: "2099-01-01T00:00:00Z" };
		}
		if (this.isNameless) throw new Offline("down");
		return { person: { name: "Lê Thanh Thịnh" } };
	}

	async #enrol(id: string) {
		this.shown.push(id);
		if (this.known.has(id)) throw new Refused(problem("known_device"));
		const keys = await signJws(root, "keys+jwt", { v: 1, at: 1, keys: [] });
		return {
			...{ device: id, person: this.person, root: root.jwk, keys, epoch: "e" },
			...{ courier: { party: this.person, call_sign: "TN-02" }, now: new Date().toISOString() },
		};
	}
}

function problem(code: string) {
	return { type: "", title: "", status: 409, code, retry: "never" } as const;
}

function world(): JoinWorld {
	return { database, origin: ORIGIN, model: "Android 10; K", app: "0.1.0", ask: server.ask };
}

async function joinedBefore(person = OWNER): Promise<Enrolment> {
	const key = await makeDeviceKey();
	const enrolment: Enrolment = {
		...{ key, origin: ORIGIN, root: root.jwk, enrolledMs: 0 },
		...{ person: { id: person, name: "Bưu tá" }, party: { id: person, callSign: "TN-02" } },
	};
	await database.put("device", enrolment, "enrolment");
	await database.put("chain", { e: "e", n: 7, p: "p", kept: 7 }, "state");
	const session = { bearer: "old", untilMs: Date.now() + 9e9 };
	await database.ofDevice(key.id).put("session", session);
	await database.ofPerson(person).put("shift", { startedAt: JOINED, untold: [] });
	await database.ofPerson(person).put("ticket:abc", TICKET);
	await database
		.ofPerson(person)
		.put("round:phone:25/05/2020:run:2:take", newRound("take", null, 0));
	await database.add("fixes", { person, fix: [1, 2, 3, 4, null, null] });
	return enrolment;
}

beforeEach(async () => {
	names += 1;
	database = await openPhone(`join-${names}`);
	root = await makeDeviceKey();
	server = new Server();
});

test("a phone that joins keeps its key, its chain and the name of its owner", async () => {
	const enrolment = await join(world(), FOUND);

	expect(enrolment.person).toEqual({ id: OWNER, name: "Lê Thanh Thịnh" });
	expect(await database.get("device", "enrolment")).toMatchObject({ person: enrolment.person });
	expect(await database.get("chain", "state")).toMatchObject({ n: 0, kept: 0 });
	expect(server.kinds).toEqual(["phone"]);
});

test("a ticket of another site is shown to nobody", async () => {
	const foreign = { ...FOUND, ticket: { ...FOUND.ticket, origin: "https://elsewhere.example" } };

	await expect(join(world(), foreign)).rejects.toThrow(OtherOrigin);

	expect(server.shown).toEqual([]);
});

test.each([
	["throws", () => Promise.reject(new DOMException("", "DataCloneError"))],
	["forgets", () => Promise.resolve()],
])("a browser that %s what it should keep spends no ticket", async (_, put) => {
	vi.spyOn(database.browser, "put").mockImplementation(put);

	await expect(join(world(), FOUND)).rejects.toThrow(KeyNotKept);

	expect(server.shown).toEqual([]);
});

test("a page beside an app that keeps its keys apart is known before a ticket is spent", () => {
	expect(isApartFromApp({ standalone: false })).toBe(true);
	expect(isApartFromApp({ standalone: true })).toBe(false);
	expect(isApartFromApp({})).toBe(false);
});

test("a ticket is found in its text and in its link, as it was shown or typed", () => {
	const text = `HE1:${base45(utf8(JSON.stringify({ v: 1, u: ORIGIN, t: FOUND.ticket.secret })))}`;

	for (const one of [text, ` ${ORIGIN}/courier/#${encodeURIComponent(text)} `, `#${text}`]) {
		expect(ticketIn(one)).toEqual({ ticket: FOUND.ticket, text });
	}
	expect(ticketIn(ORIGIN)).toBeNull();
});

test("an answer that was lost is asked for again with the same key", async () => {
	const { ask } = server;
	server.ask = async (call) => {
		await ask(call);
		throw new Offline("lost");
	};
	await expect(join(world(), FOUND)).rejects.toThrow(Offline);
	server.ask = ask;

	await join(world(), FOUND);

	expect(new Set(server.shown).size).toBe(1);
});

test("a phone that cannot learn its owner's name has joined all the same", async () => {
	server.isNameless = true;

	const enrolment = await join(world(), FOUND);

	expect(enrolment.person).toEqual({ id: OWNER, name: "" });
	expect(await database.get("device", "enrolment")).toBeDefined();
});

describe("a phone that joins anew", () => {
	test("asks for nothing in the name of its older key", async () => {
		await joinedBefore();

		const enrolment = await join(world(), FOUND);

		const session = await database.ofDevice(enrolment.key.id).get("session");
		expect(session).toMatchObject({ bearer: `of ${enrolment.key.id}` });
	});

	test("remembers the older key, whose scans may still have to be carried home", async () => {
		const older = await joinedBefore();

		await join(world(), FOUND);

		expect(await database.browser.get("jwks")).toEqual({ [older.key.id]: older.key.jwk });
		expect(await database.get("chain", "state")).toMatchObject({ n: 0, kept: 7 });
	});

	test("for another person leaves nothing readable of the first", async () => {
		await joinedBefore(OTHER);

		await join(world(), FOUND);

		expect(await database.ofPerson(OTHER).names()).toEqual([]);
		expect(await database.ofPerson(OWNER).names()).toEqual([]);
		expect(await database.count("fixes")).toBe(0);
	});

	test("for the same person keeps the day and the tickets", async () => {
		await joinedBefore();

		await join(world(), FOUND);

		expect(await database.ofPerson(OWNER).names()).toEqual([
			"round:phone:25/05/2020:run:2:take",
			"shift",
			"ticket:abc",
		]);
	});

	test("after the server lost it comes with its old key and goes on with its chain", async () => {
		const older = await joinedBefore();

		const enrolment = await join(world(), FOUND, older);

		expect(enrolment.key.id).toBe(older.key.id);
		const chain = { e: "e", n: 7, p: "p", kept: 7, device: older.key.id };
		expect(await database.get("chain", "state")).toEqual(chain);
	});

	test("with an old key that the server knows after all gets a new one", async () => {
		const older = await joinedBefore();
		server.known.add(older.key.id);

		const enrolment = await join(world(), FOUND, older);

		expect(enrolment.key.id).not.toBe(older.key.id);
		expect(server.shown).toHaveLength(2);
	});
});

test("what an unknown device was refused is offered at once when it has joined", async () => {
	const older = await joinedBefore();
	const scan = {
		seq: 0,
		id: "s",
		jws: "j",
		act: "take",
		on: [],
		keptMs: 0,
		party: OWNER,
	} as const;
	const refused = {
		sync: "refused",
		reason: "unknown_device",
		againMs: Date.now() + 9e6,
	} as const;
	await database.put("scans", { ...scan, on: [], ...refused });

	await join(world(), FOUND, older);

	expect(await database.get("scans", 0)).toMatchObject({ againMs: 0 });
});
