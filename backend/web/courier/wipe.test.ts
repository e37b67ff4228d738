import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { b64u, randomBytes } from "../shared/bytes";
import { type Ask, Offline, Refused } from "../shared/device/api";
import {
	type Database,
	type Enrolment,
	type OfPerson,
	type Owned,
	openPhone,
} from "../shared/device/database";
import { Outbox } from "../shared/device/outbox";
import { newRound } from "../shared/handoff/round";
import { type DeviceKey, makeDeviceKey, signJws } from "../shared/signing";
import { erase } from "./erase";
import { Wiper } from "./wipe.svelte";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";

let database: Database;
let enrolment: Pick<Enrolment, "key" | "root">;
let outbox: Outbox;
let mine: Owned<OfPerson>;
let root: DeviceKey;
let receipts: DeviceKey;
let erased: number;
let names = 0;

beforeEach(async () => {
	names += 1;
	erased = 0;
	database = await openPhone(`wipe-${names}`);
	root = await makeDeviceKey();
	receipts = await makeDeviceKey();
	const key = await makeDeviceKey();
	enrolment = { key, root: root.jwk };
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	mine = database.ofPerson("w");
	await mine.put("shift", { startedAt: "2026-05-26T07:00:00+07:00", untold: [] });
	await mine.put("ticket:abc", { scan: "abc", text: "x", to: "", items: [], madeMs: 0 });
	await mine.put("round:phone:25/05/2020:run:2:take", newRound("take", null, 0));
	await database.add("fixes", { person: "w", fix: [1, 2, 3, 4, null, null] });
	outbox = new Outbox(database, { key, who: "w", party: "p" });
});

function keyList(signer: DeviceKey = root, key: DeviceKey = receipts, use = "receipt") {
	const keys = [{ kid: key.id, use, key: key.jwk, from: 0 }];
	return signJws(signer, "keys+jwt", { v: 1, at: 1, keys });
}

function order(changes: object = {}, signer = receipts, typ = "wipe+jwt"): Promise<string> {
	return signJws(signer, typ, { v: 1, device: enrolment.key.id, at: 1, ...changes });
}

/** A house that answers so. */
function house(wipe: unknown, keys: string | Promise<string> = keyList()): Ask {
	return async <Answer>({ path }: { path: string }): Promise<Answer> => {
		if (path === "keys") return { keys: await keys } as Answer;
		if (wipe instanceof Error) throw wipe;
		return { wipe: await wipe } as Answer;
	};
}

function wiper(ask: Ask, ordered: () => void = () => {}): Wiper {
	const count = async (): Promise<void> => {
		erased += 1;
	};
	return new Wiper({ database, enrolment, outbox, ask, erase: count }, ordered);
}

async function take(): Promise<void> {
	await outbox.keep({ act: "take", on: [{ l: LABEL }] });
}

function refused(status: number, code: string): Refused {
	return new Refused({ type: "", title: "", status, code, retry: "never" });
}

describe("nothing but the house's own order wipes a phone", () => {
	const stranger = makeDeviceKey();
	const cases: [string, () => Promise<Ask> | Ask][] = [
		["no network", () => house(new Offline("down"))],
		["a captive portal's page", () => house(new Offline("200 with text/html"))],
		["404", () => house(refused(404, "not_found"))],
		["401", () => house(refused(401, "unauthenticated"))],
		["410 of somebody in between", () => house(refused(410, "wipe"))],
		["an answer without an order", () => house(undefined)],
		["an order that is no text", () => house({ device: "x" })],
		["a text that is no order", () => house("wipe")],
		["an order to another device", async () => house(order({ device: (await stranger).id }))],
		["an order by a stranger", async () => house(order({}, await stranger))],
		["an order by the phone's own key", () => house(order({}, enrolment.key))],
		["an order by the root itself", () => house(order({}, root))],
		["another statement of the house", () => house(order({}, receipts, "scan-receipt+jwt"))],
		["an order of another version", () => house(order({ v: 2 }))],
		["an order without a time", () => house(order({ at: "now" }))],
		["an order that says more", () => house(order({ until: 2 }))],
		[
			"an order by a key that is not for receipts",
			() => house(order(), keyList(root, receipts, "label")),
		],
		[
			"an order vouched for by another root",
			async () => house(order(), keyList(await stranger, receipts)),
		],
	];

	test.each(cases)("%s does not", async (_, made) => {
		await take();
		const asking = wiper(await made());

		await asking.ask(true);

		expect(asking.state).toEqual({ is: "none" });
		expect(erased).toBe(0);
		expect(await mine.names()).toHaveLength(3);
		expect(await database.ofDevice(enrolment.key.id).get("wipe")).toBeUndefined();
	});
});

describe("a proven order", () => {
	test("wipes at once where nothing waits", async () => {
		const asking = wiper(house(order()));

		await asking.ask(true);

		expect(asking.state).toEqual({ is: "done" });
		expect(erased).toBe(1);
	});

	test("is proven by the list of keys that was kept, too", async () => {
		const keys = [{ kid: receipts.id, use: "receipt" as const, key: receipts.jwk, from: 0 }];
		await database.ofDevice(enrolment.key.id).put("keys", { at: 1, keys });
		const asking = wiper(house(order(), "no list"));

		await asking.ask(true);

		expect(asking.state).toEqual({ is: "done" });
	});

	test("takes names and places away at once, and keeps what waits for the export", async () => {
		await take();
		let isStopped = false;
		const asking = wiper(house(order()), () => {
			isStopped = true;
		});

		await asking.ask(true);

		expect(isStopped).toBe(true);
		expect(asking.state).toEqual({ is: "ordered", waiting: 1 });
		expect(erased).toBe(0);
		expect(await mine.names()).toEqual([]);
		expect(await database.count("fixes")).toBe(0);
		expect(await outbox.onlyHere()).toHaveLength(1);
	});

	test("exports nothing from a phone that was stolen", async () => {
		await take();
		const asking = wiper(house(order()));

		await asking.ask(false);

		expect(asking.state).toEqual({ is: "done" });
		expect(erased).toBe(1);
	});

	test("still stands when the app is opened again, without asking anybody", async () => {
		await take();
		await wiper(house(order())).ask(true);
		const opened = wiper(house(new Offline("down")));

		await opened.resume();
		expect(opened.state).toEqual({ is: "ordered", waiting: 1 });
		await opened.finish();

		expect(opened.state).toEqual({ is: "done" });
		expect(erased).toBe(1);
	});

	test("to the key before takes nothing from whoever has joined while it was on its way", async () => {
		const next = { key: await makeDeviceKey(), origin: "", root: root.jwk, enrolledMs: 0 };
		const person = { person: { id: "v", name: "" }, party: { id: "v", callSign: "" } };
		const asking = wiper(house(order()));
		await database.put("device", { ...next, ...person }, "enrolment");

		await asking.ask(true);

		expect(asking.state).toEqual({ is: "none" });
		expect(erased).toBe(0);
		expect(await mine.names()).toHaveLength(3);
	});

	test("is asked for once, however often somebody asks at the same time", async () => {
		const asking = wiper(house(order()));

		await Promise.all([asking.ask(true), asking.ask(true), asking.ask(true)]);

		expect(erased).toBe(1);
	});
});

test("erasing leaves neither key nor scan nor cache nor worker", async () => {
	await take();
	await database.browser.put("jwks", { [enrolment.key.id]: enrolment.key.jwk });
	const gone: string[] = [];
	const registration = { unregister: async () => Boolean(gone.push("worker")) };

	await erase(database, {
		caches: { keys: async () => ["app"], delete: async (name) => Boolean(gone.push(name)) },
		workers: {
			getRegistrations: async () => [registration as unknown as ServiceWorkerRegistration],
		},
		storages: [{ clear: () => void gone.push("storage") }],
	});

	expect(gone.sort()).toEqual(["app", "storage", "worker"]);
	const after = await openPhone(`wipe-${names}`);
	const stores = await after.use(async (opened) => [...opened.objectStoreNames]);
	for (const store of stores) expect(await after.count(store)).toBe(0);
});

test("erasing does not wait for ever for a tab that holds the database open", async () => {
	const other = await openPhone(`wipe-${names}`);
	await take();

	await erase(database, { storages: [] });

	const after = await openPhone(`wipe-${names}`);
	expect(await after.count("scans")).toBe(0);
	other.close();
});
