import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { Offline, Refused } from "../shared/device/api";
import { type Database, openPhone } from "../shared/device/database";
import { type DeviceRow, OwnDevices } from "./devices.svelte";

const OWN = "own-phone";
const OTHER = "other-phone";

let database: Database;
let server: Server;
let names = 0;
let nowMs = 0;

const JOINED = "2026-05-26T07:00:00+07:00";
const DAY_MS = 24 * 3_600_000;
/** This phone itself, of older standing than the other. */
const OLDER = row({ id: OWN, enrolled_at: "2026-05-02T07:00:00+07:00" });

class Server {
	rows: DeviceRow[] = [];
	posts: [path: string, said: object][] = [];
	fails: Error | null = null;
	#held: (() => void)[] = [];
	isSlow = false;

	async get<Answer>(_path: string): Promise<Answer> {
		const { rows } = this;
		if (this.fails !== null) throw this.fails;
		if (this.isSlow) await new Promise<void>((pass) => this.#held.push(pass));
		return rows as Answer;
	}

	async post<Answer>(path: string, said: object): Promise<Answer> {
		if (this.fails !== null) throw this.fails;
		this.posts.push([path, said]);
		return row({ id: OTHER, state: "undone" }) as Answer;
	}

	passNewest(): void {
		this.#held.pop()?.();
	}
}

function row(changes: Partial<DeviceRow> = {}): DeviceRow {
	return {
		...{ id: OTHER, kind: "phone", model: "Android 10; K", state: "in_use" },
		...{ enrolled_at: JOINED, enrolled_by_self: false },
		...changes,
	};
}

function devices(): OwnDevices {
	return new OwnDevices({
		mine: database.ofPerson("p"),
		api: server,
		own: OWN,
		nowMs: () => nowMs,
	});
}

beforeEach(async () => {
	names += 1;
	nowMs = Date.parse(JOINED) + DAY_MS;
	database = await openPhone(`devices-${names}`);
	server = new Server();
});

describe("a phone that somebody else enrolled in one's name", () => {
	test("is told", async () => {
		server.rows = [row(), OLDER];
		const own = devices();

		await own.ask();

		expect(own.strange.map(({ id }) => id)).toEqual([OTHER]);
	});

	test.each([
		["one's own doing", row({ enrolled_by_self: true })],
		["revoked", row({ state: "revoked" })],
		["taken back", row({ state: "undone" })],
		["a desk", row({ kind: "desk" })],
	])("is not told where it is %s", async (_, one) => {
		server.rows = [one, OLDER];
		const own = devices();

		await own.ask();

		expect(own.strange).toEqual([]);
	});

	test("is told for the week in which its owner may take it back", async () => {
		server.rows = [row(), OLDER];
		nowMs = Date.parse(JOINED) + 8 * DAY_MS;
		const own = devices();

		await own.ask();

		expect(own.strange).toEqual([]);
	});

	test("is not told on it of the phone that was there before", async () => {
		server.rows = [row({ id: OWN }), row({ enrolled_at: OLDER.enrolled_at })];
		const younger = devices();

		await younger.ask();

		expect(younger.strange).toEqual([]);
	});

	test("is told although it still waits for approval", async () => {
		server.rows = [row({ state: "waiting" }), OLDER];
		const own = devices();

		await own.ask();

		expect(own.strange).toHaveLength(1);
	});

	test("is still told when the app is opened again without network", async () => {
		server.rows = [row(), OLDER];
		await devices().ask();
		server.fails = new Offline("down");
		const opened = devices();

		await opened.resume();
		await opened.ask();

		expect(opened.strange).toHaveLength(1);
	});

	test("is told no more once its owner says that it is right, also after a restart", async () => {
		server.rows = [row(), OLDER];
		const own = devices();
		await own.ask();
		await own.confirm(OTHER);

		const opened = devices();
		await opened.resume();
		await opened.ask();

		expect(own.strange).toEqual([]);
		expect(opened.strange).toEqual([]);
	});

	test("that waits may sign once its owner said yes, and not without the server", async () => {
		server.rows = [row({ state: "waiting" }), OLDER];
		const own = devices();
		await own.ask();
		server.fails = new Offline();
		await own.confirm(OTHER);
		expect([own.failed, own.strange.length]).toEqual(["offline", 1]);

		server.fails = null;
		await own.confirm(OTHER);

		expect(server.posts).toEqual([[`devices/${OTHER}/approve`, {}]]);
		expect([own.failed, own.strange]).toEqual([null, []]);
	});

	test("is taken back by its owner, and that is said", async () => {
		server.rows = [row(), OLDER];
		const own = devices();
		await own.ask();

		await own.undo(OTHER);

		expect(server.posts).toEqual([[`devices/${OTHER}/undo`, { why: "not_mine" }]]);
		expect(own.strange).toEqual([]);
		expect(own.undone?.id).toBe(OTHER);
		expect(own.failed).toBeNull();
	});

	test.each([
		["offline", new Offline("down")],
		["refused", new Refused({ type: "", title: "", status: 403, code: "x", retry: "never" })],
	] as const)("stays told where taking it back fails: %s", async (said, error) => {
		server.rows = [row(), OLDER];
		const own = devices();
		await own.ask();
		server.fails = error;

		await own.undo(OTHER);

		expect(own.failed).toBe(said);
		expect(own.strange).toHaveLength(1);
		expect(own.undoing).toBeNull();
	});
});

test("that there was no signal is said until there is one", async () => {
	server.rows = [row(), OLDER];
	const own = devices();
	await own.ask();
	server.fails = new Offline("down");
	await own.undo(OTHER);
	await own.ask();
	expect(own.failed).toBe("offline");
	server.fails = null;

	await own.ask();

	expect(own.failed).toBeNull();
	expect(own.strange).toHaveLength(1);
});

test("a phone that waits for approval says so, until it is approved", async () => {
	server.rows = [row({ id: OWN, state: "waiting" })];
	const own = devices();

	await own.ask();
	expect(own.isWaiting).toBe(true);
	server.rows = [row({ id: OWN })];
	await own.ask();

	expect(own.isWaiting).toBe(false);
});

test("a late answer does not replace that of a later question", async () => {
	const own = devices();
	server.isSlow = true;
	server.rows = [];
	const first = own.ask();
	server.rows = [row(), OLDER];
	const second = own.ask();
	await Promise.resolve();
	server.passNewest();
	await second;
	server.passNewest();
	await first;

	expect(own.strange).toHaveLength(1);
});
