import "../build/test_browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ManualSocket } from "../build/manual_socket";
import type { FeedEntry } from "../shared/feed";
import type { BoardSnapshot } from "./board";
import { LiveBoard } from "./live.svelte";
import { CENTRE, COURIER, item, OFFICE, office, snapshot } from "./test_things";

const OWN = `office.${OFFICE}`;
const DESK = `desk.${OFFICE}`;
const { subject } = item();

/** The server as a board sees it: a snapshot, and where the desk's stream stands is asked of the socket. */
let told: BoardSnapshot;
let answering: Promise<void>;
const server = {
	get: async <Answer>(): Promise<Answer> => {
		await answering;
		return told as Answer;
	},
	post: async <Answer>(): Promise<Answer> => ({ ticket: "ticket" }) as Answer,
};

let live: LiveBoard;
let news: FeedEntry[];

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("WebSocket", ManualSocket);
	vi.stubGlobal("document", new EventTarget());
	vi.stubGlobal("addEventListener", () => {});
	vi.stubGlobal("removeEventListener", () => {});
	vi.stubGlobal("location", { origin: "https://hoso.example" });
	news = [];
	told = snapshot();
	answering = Promise.resolve();
	const devices = {
		load: async () => {},
		hear: async (entry: FeedEntry) => void news.push(entry),
	};
	live = new LiveBoard(server, { scope: OWN, desk: DESK }, devices, () => {});
});

afterEach(() => {
	live.stop();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** A socket on which both streams are followed, from where the snapshot stands. */
async function followed(): Promise<ManualSocket> {
	live.start();
	await vi.advanceTimersByTimeAsync(0);
	const socket = ManualSocket.newest();
	socket.opens();
	await vi.advanceTimersByTimeAsync(0);
	const { epoch, position } = snapshot();
	socket.says({ t: "sub_ok", s: OWN, epoch, head: position, mode: "live" });
	socket.says({ t: "sub_ok", s: DESK, epoch, head: position, mode: "reset" });
	await vi.advanceTimersByTimeAsync(0);
	socket.says({ t: "sub_ok", s: DESK, epoch, head: position, mode: "live" });
	return socket;
}

/** The next fact but `after` others of a stream. */
function fact(stream: string, kind: string, body: object, after = 0): object {
	return { t: "ev", s: stream, p: snapshot().position + 1 + after, k: kind, b: body };
}

const opened = { subject, rev: 12, case: "case", kind: "dispute", parties: [] };
const changed = {
	...{ subject, rev: 11, kind: "item", inside: null },
	...{ state: "held", holder: COURIER, holder_kind: "courier", offeree: null, claimants: [] },
	...{
		certainty: "verified",
		flags: [],
		tip: "tip-2",
		scan: "tip-2",
		earliest: null,
		latest: null,
	},
};

test("who has a paper is not lost where the desk's stream tells its newer case first", async () => {
	const socket = await followed();

	socket.says(fact(DESK, "case.opened", opened));
	socket.says(fact(OWN, "custody.changed", changed));
	socket.says(fact(OWN, "case.opened", opened, 1));

	const now = live.board.items.get(subject);
	expect([now?.holder, now?.rev, now?.cases]).toEqual([COURIER, 12, item().cases + 1]);
});

test("a device that joins is told, and is none of the board's", async () => {
	const socket = await followed();
	const readers = { changed: vi.fn(), reset: vi.fn() };
	live.read(readers);

	socket.says(fact(DESK, "device.enrolled", { subject: "phone", rev: 1, kind: "phone" }));

	expect(news.map(({ kind }) => kind)).toEqual(["device.enrolled"]);
	expect(readers.changed).not.toHaveBeenCalled();
	expect(readers.reset).not.toHaveBeenCalled();
});

test("the first paper of a day to an office that the board never named brings its name", async () => {
	const socket = await followed();
	expect(live.offices.has(CENTRE)).toBe(false);
	told = { ...snapshot(), offices: [office(), office({ id: CENTRE, short_name: "TT Tam Kỳ" })] };

	const first = item({ subject: "first", rev: 1, destination: CENTRE, holder: COURIER });
	socket.says(fact(OWN, "item.announced", first));
	await vi.advanceTimersByTimeAsync(0);

	expect(live.offices.get(CENTRE)?.short_name).toBe("TT Tam Kỳ");
	expect(live.board.items.get("first")).toEqual(first);
});

test("what is told while a new office's name is asked for is kept", async () => {
	const socket = await followed();
	let answer = () => {};
	answering = new Promise((resolve) => {
		answer = resolve;
	});
	told = { ...snapshot(), offices: [office(), office({ id: CENTRE, short_name: "TT Tam Kỳ" })] };
	const first = item({ subject: "first", rev: 1, destination: CENTRE, holder: COURIER });

	socket.says(fact(OWN, "item.announced", first));
	socket.says(fact(OWN, "custody.changed", changed, 1));
	answer();
	await vi.advanceTimersByTimeAsync(0);

	expect(live.offices.get(CENTRE)?.short_name).toBe("TT Tam Kỳ");
	expect(live.board.items.get(subject)?.holder).toBe(COURIER);
});

test("a name that nobody can tell is asked for once", async () => {
	const socket = await followed();
	const asked = vi.spyOn(server, "get");
	const first = item({ subject: "first", rev: 1, destination: "nobody" });

	socket.says(fact(OWN, "item.announced", first));
	await vi.advanceTimersByTimeAsync(0);
	socket.says(fact(OWN, "item.announced", { ...first, subject: "second" }, 1));
	await vi.advanceTimersByTimeAsync(0);

	expect(asked).toHaveBeenCalledTimes(1);
});
