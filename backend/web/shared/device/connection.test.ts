import "../../build/test_browser";
import { forceCloseDatabase } from "fake-indexeddb";
import { deleteDB, openDB, unwrap } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { makeDeviceKey } from "../signing";
import { StorageFull, StoreOver, type Trouble } from "./connection";
import { type Database, openPhone } from "./database";
import { JoinedAnew, Outbox } from "./outbox";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";

let clock: ManualClock;
let database: Database;
let name: string;
let told: (Trouble | null)[];
let names = 0;

beforeEach(async () => {
	names += 1;
	name = `connection-${names}`;
	told = [];
	clock = new ManualClock(0);
	database = await openPhone(name, (trouble) => told.push(trouble), clock);
	await database.put("chain", { e: "e", n: 0, kept: 0 }, "state");
});

afterEach(() => database.close());

async function outboxOf(one: Database): Promise<Outbox> {
	return new Outbox(one, { key: await makeDeviceKey(), who: "w", party: "p" });
}

/** What a browser does to a page's connection when it clears storage or runs out of memory. */
async function closeUnder(one: Database): Promise<void> {
	await one.use(async (opened) => opened.close());
}

describe("a connection that is closed under the app", () => {
	const { open } = IDBFactory.prototype;

	test("is opened anew, and what was signed meanwhile is kept once", async () => {
		const outbox = await outboxOf(database);
		const first = await outbox.keep({ act: "take", on: [{ l: LABEL }] });
		await closeUnder(database);

		const second = await outbox.keep({ act: "take", on: [{ l: LABEL }] });

		expect((await database.getAll("scans")).map(({ id }) => id)).toEqual([first.id, second.id]);
		expect(await database.get("chain", "state")).toMatchObject({ n: 2, p: second.id });
		expect(told).toEqual([]);
	});

	test("in the middle of writing neither loses the scan nor keeps it twice", async () => {
		const outbox = await outboxOf(database);
		const signed = outbox.keep({ act: "take", on: [{ l: LABEL }] });
		await closeUnder(database);

		const kept = await signed;

		expect((await database.getAll("scans")).map(({ id }) => id)).toEqual([kept.id]);
		expect(await database.get("chain", "state")).toMatchObject({ n: 1 });
	});

	test("under many who ask at once is opened anew once", async () => {
		const open = vi.spyOn(indexedDB, "open");
		await closeUnder(database);

		await Promise.all(Array.from({ length: 9 }, () => database.count("scans")));

		expect(open).toHaveBeenCalledTimes(1);
		open.mockRestore();
	});

	test("right after it has written does not sign the same thing again", async () => {
		const outbox = await outboxOf(database);
		const { use } = database;
		let isCut = false;
		vi.spyOn(database, "use").mockImplementation(async (work) =>
			use.call(database, async (opened) => {
				const found = await work(opened);
				const isSigned = (await opened.count("scans")) === 1;
				if (!isSigned || isCut) return found;
				isCut = true;
				throw new DOMException("cut", "AbortError");
			}),
		);

		await outbox.keep({ act: "take", on: [{ l: LABEL }] });

		expect(await database.count("scans")).toBe(1);
		expect(await database.get("chain", "state")).toMatchObject({ n: 1 });
	});

	test("because all that was kept was thrown away is told, and nothing is begun in its place", async () => {
		const outbox = await outboxOf(database);
		await closeUnder(database);
		await deleteDB(name);

		await expect(outbox.keep({ act: "take", on: [{ l: LABEL }] })).rejects.toThrow(StoreOver);
		await expect(database.count("scans")).rejects.toThrow(StoreOver);

		expect(told).toEqual(["emptied"]);
		const opened = await openDB(name);
		expect(opened.objectStoreNames).toHaveLength(0);
		opened.close();
	});

	test("is looked for at once, for whoever sits before it to be told", async () => {
		const opened = await database.use(async (opened) => unwrap(opened));
		vi.spyOn(indexedDB, "open").mockImplementationOnce((...said) => {
			indexedDB.deleteDatabase(name);
			return open.apply(indexedDB, said);
		});

		Reflect.apply(forceCloseDatabase, null, [opened]); // its types ask for the class of one

		await vi.waitFor(() => expect(told).toEqual(["emptied"]));
	});

	test("and cannot be opened any more is told, and nothing is said to be kept", async () => {
		const outbox = await outboxOf(database);
		await closeUnder(database);
		vi.spyOn(indexedDB, "open").mockImplementation(() => {
			throw new DOMException("broken", "UnknownError");
		});

		await expect(outbox.keep({ act: "take", on: [{ l: LABEL }] })).rejects.toThrow();

		expect(told).toEqual(["dead"]);
	});

	test.each<[string, typeof open]>([
		[
			"at once",
			() => {
				throw new DOMException("broken", "UnknownError");
			},
		],
		[
			"after a while",
			() => {
				const asked = open.call(indexedDB, `${name}-other`, 1);
				asked.addEventListener("upgradeneeded", (event) => {
					event.stopImmediatePropagation();
					asked.transaction?.abort();
				});
				return asked;
			},
		],
	])(
		"and cannot be opened once, which it says %s, is dead no more when it can",
		async (_, fails) => {
			await closeUnder(database);
			vi.spyOn(indexedDB, "open").mockImplementationOnce(fails);
			await expect(database.count("scans")).rejects.toThrow();
			expect(told).toEqual(["dead"]);

			await database.count("scans");

			expect(told).toEqual(["dead", null]);
		},
	);
});

describe("a tab with another shape of what is kept", () => {
	test("that is newer opens at once, and the old one says that it is over", async () => {
		const newer = await openDB(name, 99);

		expect(newer.version).toBe(99);
		expect(told).toEqual(["outdated"]);
		await expect(database.get("chain", "state")).rejects.toThrow(StoreOver);
		newer.close();
	});

	test("that is older says so instead of showing nothing", async () => {
		database.close();
		const newer = await openDB(name, 99);
		const said: (Trouble | null)[] = [];

		await expect(openPhone(name, (one) => said.push(one), clock)).rejects.toThrow();

		expect(said).toEqual(["outdated"]);
		newer.close();
	});

	test("that does not give way is told of, until it does", async () => {
		const old = await openDB(`${name}-old`, 1, {
			upgrade: (opened) => {
				for (const store of ["device", "chain", "fixes", "kept"]) opened.createObjectStore(store);
				const scans = opened.createObjectStore("scans", { keyPath: "seq" });
				scans.createIndex("sync", "sync");
				scans.createIndex("id", "id");
			},
		});
		const said: (Trouble | null)[] = [];
		const opening = openPhone(`${name}-old`, (one) => said.push(one), clock);
		await vi.waitFor(() => expect(said).toEqual(["blocked"]));
		clock.pass(9_000);

		old.close();
		const opened = await opening;

		expect(said).toEqual(["blocked", null]);
		opened.close();
	});

	test("that forgets everything ends the others: none of them makes an empty one anew", async () => {
		await deleteDB(name);

		expect(told).toEqual(["outdated"]);
		await expect(database.count("scans")).rejects.toThrow(StoreOver);
	});
});

test("a store that does not answer is told after a while, and that it answers again", async () => {
	let answer = () => {};
	const asking = database.use(
		() =>
			new Promise<void>((done) => {
				answer = done;
			}),
	);
	clock.pass(7_000);
	expect(told).toEqual([]);

	clock.pass(2_000);
	expect(told).toEqual(["stuck"]);
	await Promise.resolve();
	answer();
	await asking;

	expect(told).toEqual(["stuck", null]);
});

test("a phone without room says so, whatever was to be kept", async () => {
	const full = database.use(async () => {
		throw new DOMException("full", "QuotaExceededError");
	});

	await expect(full).rejects.toThrow(StorageFull);
});

describe("two tabs with one chain", () => {
	test("sign at the same time, and the chain stays one", async () => {
		const other = await openPhone(name);
		const key = await makeDeviceKey();
		const [one, two] = [database, other].map(
			(from) => new Outbox(from, { key, who: "w", party: "p" }),
		);
		const signing = Array.from({ length: 8 }, () =>
			[one, two].map((outbox) => outbox?.keep({ act: "take", on: [{ l: LABEL }] })),
		);

		const kept = await Promise.all(signing.flat());

		expect(new Set(kept.map((scan) => scan?.seq)).size).toBe(16);
		expect(await database.get("chain", "state")).toMatchObject({ n: 16, kept: 16 });
		other.close();
	});

	test("each hear at once what the other has kept, and what became of it", async () => {
		const other = await openPhone(name);
		const key = await makeDeviceKey();
		const heard: string[] = [];
		const signer = { key, who: "w", party: "p" };
		new Outbox(other, signer, (rows) => heard.push(...rows.map(({ sync }) => sync)));
		const outbox = new Outbox(database, signer);

		const kept = await outbox.keep({ act: "take", on: [{ l: LABEL }] });
		await vi.waitFor(() => expect(heard).toEqual(["pending"]));
		await outbox.setAside(kept, "bug");
		await vi.waitFor(() => expect(heard).toEqual(["pending", "aside"]));

		other.close();
	});

	test("of which one has joined anew: the other signs nothing with the older key", async () => {
		const outbox = await outboxOf(database);
		await database.put("chain", { e: "f", n: 0, kept: 0, device: "newer" }, "state");

		await expect(outbox.keep({ act: "take", on: [{ l: LABEL }] })).rejects.toThrow(JoinedAnew);

		expect(await database.count("scans")).toBe(0);
	});
});

test("what a phone kept in the first shape comes along, each thing with its owner", async () => {
	const key = await makeDeviceKey();
	const first = await openDB(`${name}-first`, 1, {
		upgrade: (opened) => {
			for (const store of ["device", "chain", "kept"]) opened.createObjectStore(store);
			opened.createObjectStore("fixes", { autoIncrement: true });
			const scans = opened.createObjectStore("scans", { keyPath: "seq" });
			scans.createIndex("sync", "sync");
			scans.createIndex("id", "id");
		},
	});
	await first.put("device", { key, person: { id: "person" } }, "enrolment");
	const payload = btoa(JSON.stringify({ v: 1, for: "party" })).replaceAll("=", "");
	await first.put("scans", { seq: 0, id: "s", jws: `h.${payload}.s`, sync: "pending" });
	for (const [kept, value] of Object.entries({ epoch: "e", keys: "k", today: "t", shift: "s" })) {
		await first.put("kept", value, kept);
	}
	first.close();

	const opened = await openPhone(`${name}-first`);

	expect(await opened.getAll("scans")).toMatchObject([{ id: "s", party: "party" }]);
	expect(await opened.browser.get("epoch")).toBe("e");
	expect(await opened.ofDevice(key.id).get("keys")).toBe("k");
	expect(await opened.ofPerson("person").names()).toEqual(["shift"]);
	opened.close();
});
