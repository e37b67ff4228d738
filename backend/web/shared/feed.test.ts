import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualSocket as Socket } from "../build/manual_socket";
import { Feed, type FeedEntry, type Light, type Place } from "./feed";

const STREAM = "office.one";
let feed: Feed;
let entries: FeedEntry[];
let lights: Light[];
let snapshots: number;

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("WebSocket", Socket);
	Socket.all = [];
	[entries, lights, snapshots] = [[], [], 0];
	feed = new Feed("ws://hoso.example/ws/track", [STREAM], {
		ticket: async () => "ticket",
		snapshot: async () => {
			snapshots += 1;
			return { epoch: "e", position: 10 * snapshots };
		},
		entry: (entry) => entries.push(entry),
		light: (light) => lights.push(light),
	});
});

afterEach(() => {
	feed.stop();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

async function begun(): Promise<Socket> {
	feed.start();
	await vi.advanceTimersByTimeAsync(0);
	const socket = Socket.newest();
	socket.opens();
	await vi.advanceTimersByTimeAsync(0);
	return socket;
}

function subscribed(head: number, mode = "live"): object {
	return { t: "sub_ok", s: STREAM, epoch: "e", head, mode };
}

function entry(p: number): object {
	return { t: "ev", s: STREAM, p, k: "custody.changed", b: { subject: "item", rev: p } };
}

describe("the feed", () => {
	test("shows its ticket, then subscribes from the snapshot's place", async () => {
		const socket = await begun();

		expect(socket.said).toEqual([
			{ t: "hello", ticket: "ticket" },
			{ t: "sub", s: STREAM, epoch: "e", p: 10 },
		]);
	});

	test("that is stopped asks for nothing any more, also where the network fails behind it", async () => {
		let fail = (_: Error): void => {};
		let asked = 0;
		feed = new Feed("ws://hoso.example/ws/track", [STREAM], {
			ticket: () => {
				asked += 1;
				return new Promise((_, reject) => {
					fail = reject;
				});
			},
			snapshot: async () => null,
			entry: (entry) => entries.push(entry),
			light: (light) => lights.push(light),
		});
		feed.start();
		feed.stop();

		fail(new Error("no network"));
		await vi.advanceTimersByTimeAsync(120_000);

		expect(asked).toBe(1);
	});

	test("that is stopped says no more that it is live", async () => {
		const socket = await begun();
		socket.says(subscribed(10));
		expect(lights.at(-1)).toEqual({ is: "live" });

		feed.stop();

		expect(lights.at(-1)?.is).toBe("offline");
	});

	test("learns where a stream stands that has no snapshot, and asks anew as of there", async () => {
		const asked: (Place | null)[] = [];
		feed = new Feed("ws://hoso.example/ws/track", [STREAM], {
			ticket: async () => "ticket",
			snapshot: async (_, head) => {
				asked.push(head);
				return head;
			},
			entry: (entry) => entries.push(entry),
			light: (light) => lights.push(light),
		});
		const socket = await begun();

		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "", p: 0 });
		socket.says(subscribed(12, "reset"));
		await vi.advanceTimersByTimeAsync(0);
		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 12 });
		socket.says(subscribed(12));
		socket.says(entry(13));

		expect(asked).toEqual([null, { epoch: "e", position: 12 }]);
		expect(entries.map(({ position }) => position)).toEqual([13]);
		expect(lights.at(-1)).toEqual({ is: "live" });
	});

	test("is live once it stands at the head, and says how much is left before", async () => {
		const socket = await begun();

		socket.says(subscribed(12, "replay"));
		expect(lights.at(-1)).toEqual({ is: "catching", left: 2 });
		socket.says(entry(11));
		socket.says(entry(12));

		expect(lights.at(-1)).toEqual({ is: "live" });
		expect(entries.map((one) => one.position)).toEqual([11, 12]);
	});

	test("hears an entry once, and asks again at a hole", async () => {
		const socket = await begun();
		socket.says(subscribed(10));

		socket.says(entry(11));
		socket.says(entry(11));
		socket.says(entry(13));

		expect(entries.map((one) => one.position)).toEqual([11]);
		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 11 });
	});

	test("acknowledges what it has applied", async () => {
		const socket = await begun();
		socket.says(subscribed(10));

		socket.says(entry(11));
		socket.says(entry(12));
		await vi.advanceTimersByTimeAsync(150);

		expect(socket.said.filter((message) => message.t === "ack")).toEqual([
			{ t: "ack", s: STREAM, p: 12 },
		]);
	});

	test("fetches the snapshot again on a reset, and when the epoch is another", async () => {
		const socket = await begun();
		socket.says(subscribed(10));

		socket.says({ t: "reset", s: STREAM, reason: "too_old" });
		await vi.advanceTimersByTimeAsync(0);
		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 20 });
		socket.says(subscribed(20));
		socket.says({ t: "head", s: STREAM, epoch: "other", p: 20 });
		await vi.advanceTimersByTimeAsync(0);

		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 30 });
	});

	test("a head further on than what was heard is a loss, and is mended", async () => {
		const socket = await begun();
		socket.says(subscribed(10));

		socket.says({ t: "head", s: STREAM, epoch: "e", p: 14 });

		expect(socket.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 10 });
	});

	test("comes back from where it was, without another snapshot", async () => {
		const first = await begun();
		first.says(subscribed(10));
		first.says(entry(11));

		first.breaks(1012);
		expect(lights.at(-1)).toMatchObject({ is: "offline" });
		await vi.advanceTimersByTimeAsync(1_000);
		const second = Socket.newest();
		second.opens();
		await vi.advanceTimersByTimeAsync(0);

		expect(second).not.toBe(first);
		expect(second.said.at(-1)).toEqual({ t: "sub", s: STREAM, epoch: "e", p: 11 });
		expect(snapshots).toBe(1);
	});

	test("closed as too slow three times, it takes a snapshot instead of a replay", async () => {
		await begun();
		for (let time = 0; time < 3; time += 1) {
			Socket.newest().breaks(4408);
			await vi.advanceTimersByTimeAsync(5_000);
			Socket.newest().opens();
			await vi.advanceTimersByTimeAsync(0);
		}

		expect(snapshots).toBe(2);
	});

	test("a connection that died without a word is given up, and the light says since when", async () => {
		const socket = await begun();
		socket.says(subscribed(10));
		const heardMs = Date.now();

		await vi.advanceTimersByTimeAsync(21_000);

		expect(lights.at(-1)).toEqual({ is: "offline", sinceMs: heardMs });
		await vi.advanceTimersByTimeAsync(31_000);
		expect(Socket.newest()).not.toBe(socket);
	});

	test("prolongs its rights on the same socket", async () => {
		const socket = await begun();
		socket.says({ t: "auth", exp: new Date(Date.now() + 600_000).toISOString() });

		await vi.advanceTimersByTimeAsync(10_000);
		const hellos = () => socket.said.filter((message) => message.t === "hello").length;
		expect(hellos()).toBe(1);
		for (let minute = 0; minute < 9; minute += 1) {
			socket.says({ t: "head", s: STREAM, epoch: "e", p: 10 });
			await vi.advanceTimersByTimeAsync(20_000);
			socket.says({ t: "head", s: STREAM, epoch: "e", p: 10 });
			await vi.advanceTimersByTimeAsync(20_000);
			socket.says({ t: "head", s: STREAM, epoch: "e", p: 10 });
			await vi.advanceTimersByTimeAsync(20_000);
		}

		expect(hellos()).toBe(2);
	});
});

test("the light goes out the moment the network is cut, and comes back with it", async () => {
	const events = new EventTarget();
	vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
	vi.stubGlobal("removeEventListener", events.removeEventListener.bind(events));
	const socket = await begun();
	socket.says(subscribed(10));
	expect(lights.at(-1)).toEqual({ is: "live" });

	events.dispatchEvent(new Event("offline"));
	expect(lights.at(-1)).toEqual({ is: "offline", sinceMs: Date.now() });

	events.dispatchEvent(new Event("online"));
	await vi.advanceTimersByTimeAsync(0);
	Socket.newest().opens();
	await vi.advanceTimersByTimeAsync(0);
	Socket.newest().says(subscribed(10));
	expect(lights.at(-1)).toEqual({ is: "live" });
});
