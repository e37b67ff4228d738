import "../../build/test_browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { b64u, randomBytes } from "../bytes";
import { scanId } from "../scan";
import { makeDeviceKey } from "../signing";
import { type Database, openPhone, STRICT } from "./database";
import { Outbox, withRows } from "./outbox";

const MANY = 1_500;
const DAY = 24 * 3_600_000;

let database: Database;
let outbox: Outbox;
let clock: ManualClock;
let read: number;
let names = 0;

/** Count every row that is taken out of a store or an index, whichever way. */
function counting(of: object, name: string): void {
	const asked = Reflect.get(of, name) as (...said: unknown[]) => IDBRequest<unknown>;
	vi.spyOn(of as Record<string, typeof asked>, name).mockImplementation(function (
		this: unknown,
		...said
	) {
		const request = asked.apply(this, said);
		request.addEventListener("success", () => {
			const { result } = request;
			if (Array.isArray(result)) read += result.length;
			else if (result != null) read += 1;
		});
		return request;
	});
}

beforeEach(async () => {
	names += 1;
	clock = new ManualClock(40 * DAY);
	database = await openPhone(`reads-${names}`);
	const chain = { e: b64u(randomBytes(16)), n: MANY, kept: MANY };
	await database.put("chain", chain, "state");
	await database.browser.put("epoch", "e");
	outbox = new Outbox(
		database,
		{ key: await makeDeviceKey(), who: "w", party: "p" },
		() => {},
		clock,
	);
	await database.use(async (opened) => {
		const writing = opened.transaction("scans", "readwrite", STRICT);
		for (let seq = 0; seq < MANY; seq += 1) {
			const kept = { party: "p", keptMs: clock.nowMs() - DAY, sync: "safe", act: "take" } as const;
			await writing.store.put({ seq, id: `s${seq}`, jws: "h.p.s", on: [], ...kept });
		}
		await writing.done;
	});
	read = 0;
	for (const name of ["get", "getAll", "openCursor"]) {
		counting(IDBObjectStore.prototype, name);
		counting(IDBIndex.prototype, name);
	}
});

afterEach(() => void vi.restoreAllMocks());

async function take() {
	return outbox.keep({ act: "take", on: [{ c: "7K3M9QXT2H4" }] });
}

test("a signature reads the chain and nothing of what was kept before", async () => {
	await take();

	expect(read).toBeLessThanOrEqual(2);
});

test("a receipt reads what it names, and forgetting reads no more than it forgets", async () => {
	const kept = [await take(), await take(), await take()];
	const results = await Promise.all(
		kept.map(async ({ jws }) => ({ k: await scanId(jws), r: "accepted" as const })),
	);
	read = 0;

	await outbox.settle(
		kept,
		{ v: 1, batch: "b", epoch: "e", at: 1, results },
		{ batch: "b", epoch: "e" },
	);
	await outbox.forgetOld();
	await outbox.due(200, 400_000);
	await outbox.msUntilDue();

	expect((await outbox.counts()).safe).toBe(MANY + 3);
	expect(read).toBeLessThanOrEqual(kept.length + 3);
});

test("what the server has had for a month is forgotten, and what is left stays", async () => {
	await receivedAt(0, clock.nowMs() - 31 * DAY);
	await receivedAt(1, clock.nowMs() - 29 * DAY);
	await receivedAt(MANY - 1, clock.nowMs());

	await outbox.forgetOld();

	expect((await outbox.counts()).safe).toBe(MANY - 1);
	expect(await database.get("scans", 0)).toBeUndefined();
});

test("P01: by a clock that is years ahead nothing is forgotten: the server's own times say how old", async () => {
	await receivedAt(0, clock.nowMs() - DAY);
	await receivedAt(MANY - 1, clock.nowMs());
	await clock.passSlowly(6 * 365 * DAY);

	await outbox.forgetOld();

	expect((await outbox.counts()).safe).toBe(MANY);
});

async function receivedAt(seq: number, receivedMs: number): Promise<void> {
	const kept = await database.get("scans", seq);
	if (kept !== undefined) await database.put("scans", { ...kept, receivedMs });
}

test("what a screen shows is changed by the rows that moved, and not read again", async () => {
	const shown = withRows([], [await take()], 0);
	read = 0;

	const after = withRows(shown, [{ ...shown[0], sync: "safe" } as (typeof shown)[0]], 0);

	expect(after).toMatchObject([{ sync: "safe" }]);
	expect(read).toBe(0);
});
