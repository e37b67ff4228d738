import "../../build/test_browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { b64u, randomBytes, sha256B64u, utf8 } from "../bytes";
import type { ScanResult } from "../receipt";
import { scanId } from "../scan";
import { type DeviceKey, makeDeviceKey, signJws, verifyJws, verifyKey } from "../signing";
import { ask } from "./api";
import { type Database, type Enrolment, openPhone } from "./database";
import { NONE, Outbox } from "./outbox";
import { type Sending, Sync } from "./sync";

const OFFICE = "7b9e1c52-0000-4000-8000-000000000001";
const LABELS = ["VB-3hPXJ94UUdzypi97L0Q", "7CS3dM_R6sQ7jbxM4LPndA"];

let database: Database;
let enrolment: Enrolment;
let outbox: Outbox;
let names = 0;

beforeEach(async () => {
	names += 1;
	database = await openPhone(`phone-${names}`);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	const key = await makeDeviceKey();
	enrolment = {
		key,
		origin: "https://hoso.example",
		person: { id: "00000000-0000-4000-8000-000000000001", name: "Bưu tá" },
		party: { id: "00000000-0000-4000-8000-000000000002", callSign: "TN-02" },
		root: key.jwk,
		enrolledMs: 0,
	};
	outbox = new Outbox(database, { key, who: enrolment.person.id, party: enrolment.party.id });
});

afterEach(() => {
	vi.unstubAllGlobals();
});

async function take(label: string | undefined) {
	return outbox.keep({ act: "take", on: [{ l: label ?? "" }] }, { place: OFFICE });
}

interface Said {
	dev: { e: string; n: number; p?: string };
	on: { l: string; b?: string }[];
}

async function said(jws: string): Promise<Said> {
	return (await verifyJws(jws, "scan+jwt", await verifyKey(enrolment.key.jwk))) as Said;
}

describe("the outbox", () => {
	test("keeps one chain, even when many sign at once", async () => {
		const kept = await Promise.all(Array.from({ length: 12 }, () => take(LABELS[0])));

		const links = await Promise.all(kept.map(async (scan) => (await said(scan.jws)).dev));
		expect(links.map((link) => link.n)).toEqual(Array.from({ length: 12 }, (_, n) => n));
		expect(new Set(links.map((link) => link.e)).size).toBe(1);
		expect(links.map((link) => link.p)).toEqual([
			undefined,
			...kept.slice(0, -1).map((scan) => scan.id),
		]);
	});

	test("still has everything when the app is opened again", async () => {
		const kept = await take(LABELS[0]);
		database.close();

		database = await openPhone(`phone-${names}`);
		outbox = new Outbox(database, {
			key: enrolment.key,
			who: enrolment.person.id,
			party: enrolment.party.id,
		});
		const next = await take(LABELS[1]);

		expect((await outbox.withSync("pending")).map((scan) => scan.id)).toEqual([kept.id, next.id]);
		expect((await said(next.jws)).dev).toMatchObject({ n: 1, p: kept.id });
	});

	test("gives the oldest first, no more than a request may hold", async () => {
		for (const label of [...LABELS, ...LABELS]) await take(label);

		const byCount = await outbox.due(3, 1_000_000);
		const byBytes = await outbox.due(200, 1);

		expect(byCount.map((scan) => scan.seq)).toEqual([0, 1, 2]);
		expect(byBytes.map((scan) => scan.seq)).toEqual([0]);
	});

	test("shows what is not safe however old it is, and of the safe only the latest", async () => {
		const old = await take(LABELS[0]);
		const waiting = await take(LABELS[1]);
		const now = await take(LABELS[0]);
		await database.put("scans", { ...old, sync: "safe", keptMs: 1 });
		await database.put("scans", { ...waiting, keptMs: 1 });
		await database.put("scans", { ...now, sync: "safe" });

		const shown = await outbox.since(2);

		expect(shown.map((scan) => scan.id)).toEqual([waiting.id, now.id]);
	});

	test("knows which scans no other copy is known of", async () => {
		const states = ["pending", "safe", "unfolded", "person", "refused", "aside"] as const;
		for (const sync of states) await database.put("scans", { ...(await take(LABELS[0])), sync });

		const here = await outbox.onlyHere();

		expect(here.map((scan) => scan.sync)).toEqual(["pending", "refused", "aside"]);
	});
});

/** The server's side of the wire, as far as a phone sees it: it signs what it keeps. */
class Server {
	key!: DeviceKey;
	root!: DeviceKey;
	epoch = "00f1e2d3c4b5a697";
	stored: string[] = [];
	sizes: number[] = [];
	answer: (scans: { jws: string }[]) => Promise<Response> | Response = (scans) =>
		this.receive(scans);

	static async start(): Promise<Server> {
		const server = new Server();
		server.key = await makeDeviceKey();
		server.root = await makeDeviceKey();
		enrolment = { ...enrolment, root: server.root.jwk };
		vi.stubGlobal("fetch", (url: string, init: RequestInit) => server.#fetch(url, init));
		return server;
	}

	async #fetch(url: string, init: RequestInit): Promise<Response> {
		if (url.endsWith("/keys")) return Response.json({ keys: await this.#keys() });
		const { scans } = JSON.parse(await textOf(init)) as { scans: { jws: string }[] };
		this.sizes.push(scans.length);
		return this.answer(scans);
	}

	#keys(): Promise<string> {
		const key = { kid: this.key.id, use: "receipt", key: this.key.jwk, from: 0 };
		return signJws(this.root, "keys+jwt", { v: 1, at: 1, keys: [key] });
	}

	async receive(
		scans: { jws: string }[],
		resultOf = async (jws: string): Promise<ScanResult> => ({
			k: await scanId(jws),
			r: "accepted",
		}),
	): Promise<Response> {
		this.stored.push(...scans.map((scan) => scan.jws));
		const results = await Promise.all(scans.map((scan) => resultOf(scan.jws)));
		const payload = { v: 1, batch: "b", epoch: this.epoch, at: Date.now(), results };
		return Response.json({ receipt: await signJws(this.key, "scan-receipt+jwt", payload) });
	}
}

async function textOf(init: RequestInit): Promise<string> {
	const body = init.body as string | ArrayBuffer;
	if (typeof body === "string") return body;
	const unzipped = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
	return new Response(unzipped).text();
}

function problem(status: number, code: string): Response {
	return Response.json(
		{ type: "about:blank", title: code, status, code, retry: "never" },
		{ status, headers: { "content-type": "application/problem+json" } },
	);
}

describe("the sync", () => {
	let server: Server;
	let sync: Sync;
	let sendings: Sending[];
	let clock: ManualClock;

	beforeEach(async () => {
		server = await Server.start();
		sendings = [];
		clock = new ManualClock(Date.now());
		sync = new Sync(database, enrolment, outbox, (said) => sendings.push(said), ask, clock);
	});

	afterEach(() => sync.stop());

	test("a scan leaves pending only by a verified receipt", async () => {
		const kept = await take(LABELS[0]);

		await sync.flush();

		const [safe] = await outbox.withSync("safe");
		expect(safe).toMatchObject({ id: kept.id, epoch: server.epoch });
		expect((await outbox.counts()).pending).toBe(0);
		expect(sendings.at(-1)).toEqual({ is: "idle" });
	});

	test("F15: a captive portal's 200 is no receipt", async () => {
		server.answer = () =>
			new Response("<html>Wi-Fi</html>", { headers: { "content-type": "text/html" } });
		await take(LABELS[0]);

		await sync.flush();

		expect((await outbox.counts()).pending).toBe(1);
		expect(sendings.at(-1)).toMatchObject({ is: "waiting", why: "foreign" });
	});

	test("a receipt by another key, or of other scans, is none", async () => {
		const stranger = await makeDeviceKey();
		const kept = await take(LABELS[0]);
		const result = (k: string) => ({
			v: 1,
			batch: "b",
			epoch: "e",
			at: 1,
			results: [{ k, r: "accepted" }],
		});
		const forged = await signJws(stranger, "scan-receipt+jwt", result(kept.id));
		const foreign = await signJws(server.key, "scan-receipt+jwt", result("other"));

		for (const receipt of [forged, foreign]) {
			server.answer = () => Response.json({ receipt });
			await sync.sendNow();
			expect((await outbox.counts()).pending).toBe(1);
			expect(sendings.at(-1)).toMatchObject({ is: "waiting", why: "unproven" });
		}
	});

	test("F02: cut off after commit, the repeat makes it safe and nothing is doubled", async () => {
		await take(LABELS[0]);
		server.answer = async (scans) => {
			await server.receive(scans);
			throw new TypeError("connection reset");
		};
		await sync.flush();
		expect((await outbox.counts()).pending).toBe(1);

		server.answer = (scans) => server.receive(scans);
		await sync.flush();

		expect(await outbox.counts()).toMatchObject({ pending: 0, safe: 1 });
		expect(new Set(server.stored).size).toBe(1);
	});

	test("what the server sets aside is kept for a person, and a refused one waits", async () => {
		for (const label of [...LABELS, LABELS[0]]) await take(label);
		const results = ["accepted", "quarantined", "refused"] as const;
		let index = 0;
		server.answer = (scans) =>
			server.receive(scans, async (jws) => {
				const r = results[index++] ?? "accepted";
				return r === "accepted"
					? { k: await scanId(jws), r, f: ["late"] }
					: { k: await sha256B64u(utf8(jws)), r, q: "schema" };
			});

		await sync.flush();

		expect(await outbox.counts()).toEqual({ ...NONE, safe: 1, person: 1, refused: 1 });
		expect((await outbox.withSync("person"))[0]?.reason).toBe("schema");
	});

	test("F24: one scan that spoils every envelope is set aside alone, the others arrive", async () => {
		const kept = [];
		for (let index = 0; index < 9; index += 1) kept.push(await take(LABELS[index % 2]));
		const poison = kept[4]?.jws;
		server.answer = (scans) =>
			scans.some((scan) => scan.jws === poison)
				? problem(422, "misshapen_batch")
				: server.receive(scans);

		await sync.flush();
		await clock.passSlowly(10 * 60_000);

		expect(await outbox.counts()).toEqual({ ...NONE, safe: 8, aside: 1 });
		expect((await outbox.withSync("aside"))[0]?.jws).toBe(poison);
	});

	test("P18: a long queue goes in batches of two hundred", async () => {
		for (let index = 0; index < 450; index += 1) await take(LABELS[index % 2]);

		await sync.flush();

		expect(server.sizes).toEqual([200, 200, 50]);
		expect((await outbox.counts()).safe).toBe(450);
	});

	test("F22: after a restore the epoch is another, and what was safe is offered again", async () => {
		await take(LABELS[0]);
		await sync.flush();
		server.stored = [];
		server.epoch = "ffffffffffffffff";

		await take(LABELS[1]);
		await sync.flush();

		expect(new Set(server.stored).size).toBe(2);
		const safe = await outbox.withSync("safe");
		expect(safe.map((scan) => scan.epoch)).toEqual([server.epoch, server.epoch]);
	});

	test("a busy server is asked again, no sooner than it said, whatever is signed meanwhile", async () => {
		await take(LABELS[0]);
		server.answer = () => {
			const response = problem(503, "busy");
			response.headers.set("retry-after", "60");
			return response;
		};

		await sync.flush();

		expect(sendings.at(-1)).toMatchObject({ is: "waiting", why: "busy" });
		await clock.passSlowly(59_000);
		await sync.flush();
		expect(server.sizes).toHaveLength(1);
		await clock.passSlowly(2_000);
		expect(server.sizes).toHaveLength(2);
	});
});
