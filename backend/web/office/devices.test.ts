import { beforeEach, describe, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import { type DeviceRow, Devices, isOutOfHand } from "./devices.svelte";

const SINCE = Date.parse("2020-05-27T10:00:00+07:00");
const BEFORE = "2020-05-20T08:00:00.000+07:00";
const AFTER = "2020-05-27T10:31:00.000+07:00";

function row(changes: Partial<DeviceRow> = {}): DeviceRow {
	return {
		...{ id: "old", kind: "phone", person: "tam", person_name: "Lê Văn Tám" },
		...{ call_sign: "TN-02", office: "phuninh" },
		...{
			model: "Nokia 3.4",
			app: "0.1.0",
			enrolled_at: BEFORE,
			enrolled_by_self: false,
			enrolled_by: "lan",
			needs_approval: false,
		},
		...{
			state: "in_use",
			revoked_at: null,
			revoke_why: "",
			last_seen_at: null,
			set_aside: 0,
			may_judge: true,
		},
		...changes,
	};
}

/** The server: its list, and what it was asked. */
class Server {
	rows: DeviceRow[] = [row()];
	asked: [path: string, body: object | null][] = [];
	isAway = false;
	#held: (() => void)[] = [];
	isSlow = false;

	get = async <Answer>(path: string): Promise<Answer> => {
		const rows = [...this.rows];
		this.asked.push([path, null]);
		if (this.isAway) throw new Offline();
		if (this.isSlow) await new Promise<void>((resolve) => this.#held.push(resolve));
		return rows as Answer;
	};

	post = async <Answer>(path: string, body: object): Promise<Answer> => {
		this.asked.push([path, body]);
		if (this.isAway) throw new Offline();
		const [, id, act] = path.split("/");
		const state = act === "approve" || act === "release" ? "in_use" : "revoked";
		this.rows = this.rows.map((one) =>
			one.id === id ? { ...one, state, needs_approval: false, set_aside: 0 } : one,
		);
		return this.rows.find((one) => one.id === id) as Answer;
	};

	answer(): void {
		for (const resolve of this.#held.splice(0)) resolve();
	}
}

let server: Server;
let devices: Devices;

beforeEach(() => {
	server = new Server();
	devices = made();
});

function made(changes: { mayRun?: boolean; own?: string } = {}): Devices {
	return new Devices({
		api: server,
		mayRun: true,
		office: "own",
		own: "desk",
		nowMs: () => SINCE,
		...changes,
	});
}

function fact(
	changes: { subject?: string; rev?: number; state?: string; kind?: string; office?: string } = {},
) {
	const body = { subject: "new", rev: 1, kind: "phone", state: "in_use", ...changes };
	return { stream: "desk.phuninh", position: 1, kind: "device.enrolled", body };
}

function joins(changes: Partial<DeviceRow> = {}): void {
	server.rows = [row({ id: "new", enrolled_at: AFTER, ...changes }), ...server.rows];
}

describe("the list of devices", () => {
	test("is unknown before it is answered, and stays when the network goes", async () => {
		expect(devices.rows).toBeNull();
		await devices.load();
		server.isAway = true;
		await devices.load();

		expect(devices.rows).toEqual([row()]);
		expect(devices.error).toBeInstanceOf(Offline);
	});

	test("is not asked for by whoever runs no devices", async () => {
		await made({ mayRun: false }).load();

		expect(server.asked).toEqual([]);
	});

	test("an answer that comes late replaces no later one", async () => {
		server.isSlow = true;
		const first = devices.load();
		joins();
		server.isSlow = false;
		await devices.load();
		server.answer();
		await first;

		expect(devices.rows?.map(({ id }) => id)).toEqual(["new", "old"]);
	});

	test("a list from before an act does not undo on screen what was done", async () => {
		await devices.load();
		server.isSlow = true;
		const loading = devices.load();
		await devices.revoke("old", "broken", null);
		server.answer();
		await loading;

		expect(devices.rows?.map(({ state }) => state)).toEqual(["revoked"]);
	});

	test("knows which wait for somebody", async () => {
		joins({ state: "waiting", needs_approval: true });
		await devices.load();

		expect(devices.waiting.map(({ id }) => id)).toEqual(["new"]);
	});
});

describe("a device that joins", () => {
	test("is told aloud once, with its row at hand", async () => {
		await devices.load();
		joins({ state: "waiting", needs_approval: true });
		const hearing = devices.hear(fact({ state: "waiting" }));
		expect(devices.news).toEqual([]);
		await hearing;
		await devices.hear(fact({ state: "waiting" }));

		expect(devices.news).toEqual([{ id: "new", kind: "phone", state: "waiting", office: null }]);
		expect(devices.rows?.[0]?.id).toBe("new");
	});

	test("is told though the list already had it when the fact came", async () => {
		joins();
		await devices.load();
		await devices.hear(fact());

		expect(devices.news.map(({ id }) => id)).toEqual(["new"]);
	});

	test("is told to those who run no devices, too", async () => {
		const clerks = made({ mayRun: false });
		await clerks.hear(fact());

		expect(clerks.news).toEqual([{ id: "new", kind: "phone", state: "in_use", office: null }]);
	});

	test("is no news if it is this desk", async () => {
		await devices.hear(fact({ subject: "desk", kind: "desk" }));

		expect(devices.news).toEqual([]);
	});

	test("what becomes of a known one is no news, and the list is read again", async () => {
		server.rows = [row({ state: "waiting", needs_approval: true })];
		await devices.load();
		server.rows = [row()];
		await devices.hear(fact({ subject: "old", state: "in_use" }));

		expect(devices.news).toEqual([]);
		expect(devices.rows?.[0]?.state).toBe("in_use");
	});

	test("once approved it waits no more, and once stopped it is news no more", async () => {
		joins({ state: "waiting", needs_approval: true });
		await devices.hear(fact({ state: "waiting" }));
		await devices.hear(fact({ rev: 2, state: "in_use" }));
		expect(devices.news.map(({ state }) => state)).toEqual(["in_use"]);

		await devices.hear(fact({ rev: 3, state: "undone" }));
		expect(devices.news).toEqual([]);
	});

	test("a desk of another office is told to who runs it, and to nobody else", async () => {
		const clerks = made({ mayRun: false });
		const elsewhere = fact({ kind: "desk", office: "another" });
		await devices.hear(elsewhere);
		await clerks.hear(elsewhere);
		expect([devices.news.length, clerks.news.length]).toEqual([1, 0]);

		await clerks.hear(fact({ subject: "newer", kind: "desk", office: "own" }));

		expect(clerks.news).toMatchObject([{ id: "newer", office: "own" }]);
	});

	test("what is older than what was heard changes nothing", async () => {
		await devices.hear(fact({ rev: 5, state: "in_use" }));
		const asked = server.asked.length;
		await devices.hear(fact({ rev: 4, state: "waiting" }));

		expect(devices.news.map(({ state }) => state)).toEqual(["in_use"]);
		expect(server.asked).toHaveLength(asked);
	});

	test("other facts of the stream are not about devices", async () => {
		await devices.hear({ ...fact(), kind: "case.opened" });

		expect(devices.news).toEqual([]);
		expect(server.asked).toEqual([]);
	});

	test("a notice that was read is gone", async () => {
		for (const subject of ["a", "b", "c"]) await devices.hear(fact({ subject }));
		devices.dismiss("b");
		expect(devices.news.map(({ id }) => id)).toEqual(["a", "c"]);

		devices.dismissAll();
		expect(devices.news).toEqual([]);
	});
});

describe("what one does with a device", () => {
	test.each([
		["approve", () => devices.approve("old"), {}],
		["undo", () => devices.undo("old", "mistaken"), { why: "mistaken" }],
		["revoke", () => devices.revoke("old", "broken", null), { why: "broken" }],
		["revoke", () => devices.revoke("old", "stolen", AFTER), { why: "stolen", lost_at: AFTER }],
		["release", () => devices.release("old", null), {}],
		["release", () => devices.release("old", AFTER), { lost_at: AFTER }],
	] as const)("%s says no more than is meant", async (act, work, body) => {
		await devices.load();

		expect(await work()).toBe(true);
		expect(server.asked.at(-1)).toEqual([`devices/old/${act}`, body]);
	});

	test("shows at once how it stands now", async () => {
		server.rows = [row({ set_aside: 3, state: "revoked" })];
		await devices.load();
		await devices.release("old", null);

		expect(devices.rows?.[0]?.set_aside).toBe(0);
		expect(devices.released).toEqual({ id: "old", count: 3 });
		devices.forgive();
		expect(devices.released).toBeNull();
	});

	test("what failed is said of its device, and may be tried again", async () => {
		await devices.load();
		server.isAway = true;
		expect(await devices.revoke("old", "lost", AFTER)).toBe(false);
		expect(devices.failed).toMatchObject({ id: "old", error: expect.any(Offline) });
		expect(devices.busy).toBeNull();

		server.isAway = false;
		await devices.revoke("old", "lost", AFTER);
		expect(devices.failed).toBeNull();
	});

	test("two clicks are one act", async () => {
		await devices.load();
		await Promise.all([devices.approve("old"), devices.approve("old")]);

		expect(server.asked.filter(([path]) => path.endsWith("approve"))).toHaveLength(1);
	});
});

test("only of what is lost or stolen it is asked until when it was in its owner's hand", () => {
	const reasons = ["lost", "stolen", "broken", "left", "replaced"];

	expect(reasons.filter(isOutOfHand)).toEqual(["lost", "stolen"]);
});
