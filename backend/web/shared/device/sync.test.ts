import "../../build/test_browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { b64u, randomBytes, sha256B64u, utf8 } from "../bytes";
import type { ScanResult } from "../receipt";
import { type DeviceKey, makeDeviceKey, signJws } from "../signing";
import { type Database, openPhone } from "./database";
import { Outbox, StorageFull } from "./outbox";
import { type Sending, Sync } from "./sync";
import { refusal, Server, silence } from "./test_door";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";
const MINUTE = 60_000;

let clock: ManualClock;
let database: Database;
let key: DeviceKey;
let outbox: Outbox;
let server: Server;
let said: Sending[];
let sync: Sync;
let names = 0;

beforeEach(async () => {
	names += 1;
	said = [];
	clock = new ManualClock(Date.parse("2026-05-26T08:00:00+07:00"));
	database = await openPhone(`sync-${names}`);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	key = await makeDeviceKey();
	server = new Server(await makeDeviceKey(), await makeDeviceKey(), clock);
	outbox = new Outbox(database, { key, who: "w", party: "p" }, () => {}, clock);
	sync = another(database, (one) => said.push(one));
});

afterEach(() => sync.stop());

function another(from: Database, changed: (one: Sending) => void = () => {}): Sync {
	const own = from === database ? outbox : new Outbox(from, { key, who: "w", party: "p" });
	return new Sync(from, { key, root: server.root.jwk }, own, changed, server.ask, clock);
}

async function take() {
	return outbox.keep({ act: "take", on: [{ l: LABEL }] });
}

describe("a scan that makes every batch fail", () => {
	test.each([400, 403, 409, 413, 422, 500])(
		"with %i of our own does not keep those behind it from becoming safe",
		async (status) => {
			const [poison] = [await take(), await take(), await take()];
			server.judges = ({ scans }) => {
				if (scans.some(({ jws }) => jws === poison?.jws)) throw refusal(status);
			};

			await sync.flush();
			await clock.passSlowly(2 * MINUTE);

			expect(await outbox.counts()).toMatchObject({ safe: 2, aside: 1, pending: 0 });
			expect((await outbox.withSync("aside"))[0]).toMatchObject({ reason: `s${status}` });
		},
	);

	test("is offered again later, and then behind what is new", async () => {
		const poison = await take();
		server.judges = () => {
			throw refusal(500);
		};
		await sync.flush();
		await clock.passSlowly(MINUTE);
		expect((await outbox.counts()).aside).toBe(1);
		const next = await take();
		server.judges = () => {};
		await clock.passSlowly(30 * MINUTE);
		await sync.flush();
		await clock.passSlowly(MINUTE);

		expect((await outbox.counts()).safe).toBe(2);
		const order = server.sent.flatMap(({ scans }) => scans.map(({ jws }) => jws));
		expect(order.lastIndexOf(poison.jws)).toBeGreaterThan(order.indexOf(next.jws));
	});
});

describe("what says nothing of the scans sets none aside, and is tried again", () => {
	const cases: [string, () => Error, string][] = [
		["no network", () => silence({ is: "unreachable" }), "offline"],
		["a time-out", () => silence({ is: "slow" }), "slow"],
		["a proxy's 403", () => silence({ is: "foreign", status: 403 }), "foreign"],
		["a captive portal's 200", () => silence({ is: "foreign", status: 200 }), "foreign"],
		["a proxy's 502", () => silence({ is: "foreign", status: 502 }), "foreign"],
		["our own 401", () => refusal(401), "busy"],
		["our own 408", () => refusal(408), "busy"],
		["our own 429", () => refusal(429, 1), "busy"],
		["our own 502", () => refusal(502), "busy"],
		["our own 503", () => refusal(503), "busy"],
		["our own 504", () => refusal(504), "busy"],
	];

	test.each(cases)("%s", async (_, error, why) => {
		for (let count = 0; count < 3; count += 1) await take();
		server.judges = () => {
			throw error();
		};
		await sync.flush();
		expect(said.at(-1)).toMatchObject({ is: "waiting", why });

		await clock.passSlowly(60 * MINUTE);
		expect(await outbox.counts()).toMatchObject({ pending: 3, aside: 0 });
		server.judges = () => {};
		await clock.passSlowly(60 * MINUTE);

		expect(await outbox.counts()).toMatchObject({ pending: 0, safe: 3 });
		expect(said.at(-1)).toEqual({ is: "idle" });
	});
});

test("a road too narrow for the batch gets smaller ones until they come through", async () => {
	for (let count = 0; count < 40; count += 1) await take();
	server.judges = ({ scans }) => {
		if (scans.length > 6) throw silence({ is: "slow" });
	};

	await sync.flush();
	await clock.passSlowly(30 * MINUTE);

	expect(server.sizes.slice(0, 4)).toEqual([40, 20, 10, 5]);
	expect((await outbox.counts()).safe).toBe(40);
});

describe("whatever is wrong with what was answered, the next try and a reason are set", () => {
	test("a list of keys that is none", async () => {
		await take();
		server.keys = () => "no list";
		await sync.flush();
		expect(said.at(-1)).toMatchObject({ is: "waiting", why: "unproven" });

		server.keys = async () => signJws(server.root, "keys+jwt", { v: 1, at: 1, keys: 7 });
		await clock.passSlowly(5_000);
		expect(said.at(-1)).toMatchObject({ is: "waiting", why: "unproven" });

		const own = { kid: server.key.id, use: "receipt", key: server.key.jwk, from: 0 };
		server.keys = () => signJws(server.root, "keys+jwt", { v: 1, at: 1, keys: [own] });
		await clock.passSlowly(MINUTE);
		expect((await outbox.counts()).safe).toBe(1);
	});

	test("no room on the phone to write down the receipt", async () => {
		await take();
		const settle = vi.spyOn(outbox, "settle");
		settle.mockRejectedValueOnce(new StorageFull());

		await sync.flush();
		expect(said.at(-1)).toMatchObject({ is: "waiting", why: "full" });
		await clock.passSlowly(5_000);

		expect((await outbox.counts()).safe).toBe(1);
	});

	test("a store that does not answer", async () => {
		await take();
		const due = vi.spyOn(outbox, "due");
		due.mockRejectedValueOnce(new DOMException("gone", "InvalidStateError"));

		await sync.flush();
		expect(said.at(-1)).toMatchObject({ is: "waiting", why: "broken" });
		await clock.passSlowly(5_000);

		expect((await outbox.counts()).safe).toBe(1);
	});

	test("what nobody thought of, which is told as such", async () => {
		await take();
		const forget = vi.spyOn(outbox, "forgetOld").mockRejectedValueOnce(new TypeError("what?"));

		await expect(sync.flush()).rejects.toThrow("what?");
		expect(said.at(-1)).toMatchObject({ is: "waiting", why: "broken" });
		await clock.passSlowly(5_000);

		expect(forget).toHaveBeenCalledTimes(2);
		expect(said.at(-1)).toEqual({ is: "idle" });
	});

	test("says since when, and when it tries again", async () => {
		await take();
		server.judges = () => {
			throw refusal(503, 60);
		};
		const sinceMs = clock.nowMs();
		await sync.flush();
		await clock.passSlowly(MINUTE);

		expect(said.at(-1)).toMatchObject({ sinceMs, againMs: clock.nowMs() + MINUTE });
	});
});

test("a word that this app does not know of the first scans does not hold up those behind", async () => {
	for (let count = 0; count < 210; count += 1) await take();
	const first = new Set((await outbox.due(200, 1e9)).map(({ jws }) => jws));
	server.says = (jws) =>
		first.has(jws) ? { r: "weighed" as ScanResult["r"] } : { r: "accepted" };

	await sync.flush();

	expect(await outbox.counts()).toMatchObject({ pending: 200, safe: 10 });
	expect(await outbox.msUntilDue()).toBeGreaterThan(MINUTE);
});

test("an answer that was overtaken by a later one changes nothing", async () => {
	const scan = await take();
	const late = { v: 1, batch: "b", epoch: "one", at: 1_000 } as const;
	const result = { k: await sha256B64u(utf8(scan.jws)), r: "refused", q: "not_stored" } as const;
	await sync.flush();

	await outbox.settle([scan], { ...late, results: [result] }, { batch: "b", epoch: "one" });

	expect((await outbox.counts()).safe).toBe(1);
});

describe("two tabs", () => {
	test("one sends while the other waits for it, and takes over if it never ends", async () => {
		const other = await openPhone(`sync-${names}`);
		const second = another(other);
		await take();
		const pass = server.hold();
		const sending = sync.flush();
		await vi.waitFor(() => expect(server.sizes).toEqual([1]));

		await second.flush();
		expect(server.sizes).toEqual([1]);
		const later = clock.passSlowly(36_000);
		await vi.waitFor(() => expect(server.sizes).toEqual([1, 1]));

		pass();
		await Promise.all([sending, later]);
		expect((await outbox.counts()).safe).toBe(1);
		second.stop();
	});

	test("whoever presses the button does not wait for the other", async () => {
		const second = another(await openPhone(`sync-${names}`));
		await take();
		const pass = server.hold();
		const sending = sync.flush();
		await vi.waitFor(() => expect(server.sizes).toEqual([1]));

		const pressed = second.sendNow();
		await vi.waitFor(() => expect(server.sizes).toEqual([1, 1]));

		pass();
		await Promise.all([sending, pressed]);
		second.stop();
	});
});

describe("a sending that is stopped", () => {
	test("while a request is out sends no more, and leaves its turn to others", async () => {
		for (let count = 0; count < 210; count += 1) await take();
		const pass = server.hold();
		const sending = sync.flush();
		await vi.waitFor(() => expect(server.sizes).toEqual([200]));

		sync.stop();
		pass();
		await sending;

		expect(server.sizes).toEqual([200]);
		expect(await outbox.counts()).toMatchObject({ safe: 200, pending: 10 });
		expect(await database.count("turn")).toBe(0);
	});

	test("while its turn begins sends nothing, and gives its turn back", async () => {
		await take();
		const due = vi.spyOn(outbox, "due");
		due.mockImplementationOnce(async (...asked) => {
			due.mockRestore();
			const batch = await outbox.due(...asked);
			setImmediate(() => sync.stop());
			return batch;
		});

		await sync.flush();

		expect(server.sizes).toEqual([]);
		expect(await database.count("turn")).toBe(0);
	});
});

describe("what the server tells of itself is heard at once, not when all is sent", () => {
	test.each([
		["its epoch", () => sync.noticeEpoch("two")],
		["that it does not know this device", () => sync.noticeForgotten()],
	])("%s", async (_, notice) => {
		await take();
		await sync.flush();
		const pass = server.hold();

		await notice();

		expect((await outbox.counts()).pending).toBe(1);
		await vi.waitFor(() => expect(server.sizes).toEqual([1, 1]));
		pass();
		await sync.flush();
		expect((await outbox.counts()).safe).toBe(1);
	});
});

describe("a server that was restored", () => {
	test("and knows nothing of this phone gets all that it ever promised to keep", async () => {
		await take();
		await sync.flush();
		expect(await outbox.onlyHere()).toEqual([]);
		server.says = () => ({ r: "refused", q: "unknown_device" });

		await sync.noticeForgotten();
		await sync.flush();

		expect(await outbox.onlyHere()).toMatchObject([{ reason: "unknown_device" }]);
	});

	test("is offered what it has set aside for a person, too", async () => {
		await take();
		server.says = () => ({ r: "quarantined", q: "schema" });
		await sync.flush();
		expect((await outbox.counts()).person).toBe(1);
		server.says = () => ({ r: "accepted" });
		server.epoch = "two";

		await sync.noticeEpoch("two");
		await sync.flush();

		expect(await outbox.counts()).toMatchObject({ person: 0, safe: 1 });
	});

	describe("while a request of the one before is out", () => {
		let pass: () => void;
		let going: Promise<void>;

		async function begin(known: string | null): Promise<void> {
			if (known !== null) await outbox.noticeEpoch(known);
			await take();
			pass = server.hold();
			going = sync.flush();
			await vi.waitFor(() => expect(server.sizes).toEqual([1]));
			server.epoch = "two";
		}

		async function epochs(): Promise<unknown[]> {
			const scans = await database.getAll("scans");
			return [await database.browser.get("epoch"), ...scans.map(({ epoch }) => epoch)];
		}

		test.each([null, "one"])(
			"and told of by another answer first is offered the scan, too (known before: %s)",
			async (known) => {
				await begin(known);

				await outbox.noticeEpoch("two");
				pass();
				await going;

				expect(await epochs()).toEqual(["two", "two"]);
				expect((await outbox.counts()).safe).toBe(1);
			},
		);

		test("and told of while its receipt is written down is offered the scan, too", async () => {
			await begin("one");
			const settle = vi.spyOn(outbox, "settle");
			settle.mockImplementationOnce(async (...asked) => {
				settle.mockRestore();
				const [, isOurs] = await Promise.all([outbox.noticeEpoch("two"), outbox.settle(...asked)]);
				return isOurs;
			});

			pass();
			await going;
			await sync.flush();

			expect(await epochs()).toEqual(["two", "two"]);
		});

		test("and told of by the receipt itself, no other promise counts", async () => {
			await take();
			await sync.flush();
			server.epoch = "two";
			await take();

			await sync.flush();

			expect(await epochs()).toEqual(["two", "two", "two"]);
			expect((await outbox.counts()).safe).toBe(2);
		});
	});
});
