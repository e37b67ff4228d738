import "../../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { b64u, randomBytes, sha256B64u, utf8 } from "../bytes";
import type { ScanResult } from "../receipt";
import { scanId } from "../scan";
import { type DeviceKey, makeDeviceKey, signJws } from "../signing";
import { type Ask, Refused } from "./api";
import { type Database, openPhone } from "./database";
import { Outbox } from "./outbox";
import { Sync } from "./sync";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";
const MINUTE = 60_000;

let clock: ManualClock;
let database: Database;
let outbox: Outbox;
let server: Server;
let sync: Sync;
let names = 0;

/** The door as a phone sees it: what it says of each scan is ours to choose. */
class Server {
	sizes: number[] = [];
	isIll = false;
	says: (jws: string) => Partial<ScanResult> = () => ({ r: "accepted" });
	readonly key: DeviceKey;
	readonly root: DeviceKey;

	constructor(key: DeviceKey, root: DeviceKey) {
		this.key = key;
		this.root = root;
	}

	ask: Ask = async <Answer>(call: { path: string; body?: unknown }): Promise<Answer> => {
		if (call.path === "keys") return { keys: await this.#keys() } as Answer;
		const { scans } = JSON.parse(String(call.body)) as { scans: { jws: string }[] };
		this.sizes.push(scans.length);
		if (this.isIll) throw new Refused(problem());
		const results = await Promise.all(scans.map(({ jws }) => this.#result(jws)));
		const receipt = { v: 1, batch: "b", epoch: "e", at: clock.nowMs(), results };
		return { receipt: await signJws(this.key, "scan-receipt+jwt", receipt) } as Answer;
	};

	async #result(jws: string) {
		const said = this.says(jws);
		const isKept = said.r === "accepted";
		return { k: isKept ? await scanId(jws) : await sha256B64u(utf8(jws)), ...said };
	}

	#keys(): Promise<string> {
		const key = { kid: this.key.id, use: "receipt", key: this.key.jwk, from: 0 };
		return signJws(this.root, "keys+jwt", { v: 1, at: 1, keys: [key] });
	}
}

function problem() {
	return { type: "", title: "", status: 422, code: "invalid_request", retry: "never" } as const;
}

beforeEach(async () => {
	names += 1;
	clock = new ManualClock(Date.parse("2026-05-26T08:00:00+07:00"));
	database = await openPhone(`again-${names}`);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	const key = await makeDeviceKey();
	server = new Server(await makeDeviceKey(), await makeDeviceKey());
	outbox = new Outbox(database, { key, who: "w", party: "p" }, () => {}, clock);
	sync = new Sync(database, { key, root: server.root.jwk }, outbox, () => {}, server.ask, clock);
});

async function take() {
	return outbox.keep({ act: "take", on: [{ l: LABEL }] });
}

describe("a scan that the server did not keep", () => {
	test("stays on the phone with the reason, and is not sent again at once", async () => {
		await take();
		server.says = () => ({ r: "refused", q: "not_stored" });

		await sync.flush();
		await sync.flush();

		expect(server.sizes).toEqual([1]);
		expect(await outbox.onlyHere()).toMatchObject([{ sync: "refused", reason: "not_stored" }]);
	});

	test("is offered again by itself after a quarter of an hour, then after half an hour", async () => {
		await take();
		server.says = () => ({ r: "refused", q: "not_stored" });
		await sync.flush();

		await clock.passSlowly(15 * MINUTE);
		expect(server.sizes).toHaveLength(2);
		await clock.passSlowly(29 * MINUTE);
		expect(server.sizes).toHaveLength(2);
		server.says = () => ({ r: "accepted" });
		await clock.passSlowly(MINUTE);

		expect(server.sizes).toHaveLength(3);
		expect(await outbox.counts()).toMatchObject({ refused: 0, safe: 1 });
		expect((await outbox.withSync("safe"))[0]).not.toHaveProperty("reason");
	});

	test("is sent at once where a person asks for it", async () => {
		await take();
		server.says = () => ({ r: "refused", q: "not_stored" });
		await sync.flush();
		server.says = () => ({ r: "accepted" });

		await sync.sendNow();

		expect((await outbox.counts()).safe).toBe(1);
	});

	test("does not hold up what was signed after it", async () => {
		const first = await take();
		server.says = (jws) =>
			jws === first.jws ? { r: "refused", q: "not_stored" } : { r: "accepted" };
		await sync.flush();

		await take();
		await sync.flush();

		expect(await outbox.counts()).toMatchObject({ refused: 1, safe: 1, pending: 0 });
	});

	test("is offered again although the phone's clock was put back by years", async () => {
		await take();
		server.says = () => ({ r: "refused", q: "not_stored" });
		await sync.flush();
		const [scan] = await outbox.withSync("refused");
		if (scan === undefined) throw new Error("not refused");
		await database.put("scans", { ...scan, againMs: clock.nowMs() + 1e12 });
		server.says = () => ({ r: "accepted" });

		await sync.flush();

		expect((await outbox.counts()).safe).toBe(1);
	});
});

test("a scan that is stored and not folded is asked for again, and is not called safe", async () => {
	await take();
	server.says = () => ({ r: "accepted", f: ["unfolded"] });
	await sync.flush();
	expect(await outbox.counts()).toMatchObject({ unfolded: 1, safe: 0 });
	expect(await outbox.onlyHere()).toEqual([]);

	server.says = () => ({ r: "accepted", f: ["duplicate"] });
	await clock.passSlowly(MINUTE);

	expect(await outbox.counts()).toMatchObject({ unfolded: 0, safe: 1 });
});

test("what a newer server says of a scan, and this app does not know, leaves it pending", async () => {
	await take();
	server.says = () => ({ r: "weighed" as ScanResult["r"] });

	await sync.flush();

	expect((await outbox.counts()).pending).toBe(1);
	sync.stop();
});

test("two set aside one after the other end the round: the server may be ill", async () => {
	for (let count = 0; count < 4; count += 1) await take();
	server.isIll = true;
	await sync.flush();

	await clock.passSlowly(2 * MINUTE);

	expect(await outbox.counts()).toMatchObject({ aside: 2, pending: 2 });
	server.isIll = false;
	await clock.passSlowly(6 * MINUTE);
	expect(await outbox.counts()).toMatchObject({ aside: 2, pending: 0, safe: 2 });
	await clock.passSlowly(31 * MINUTE);
	expect(await outbox.counts()).toMatchObject({ aside: 0, safe: 4 });
	sync.stop();
});
