import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../build/manual_clock";
import { Camera, type CameraWorld } from "./camera";
import { chosen, type Sight } from "./sights";

const ASPECT = 16 / 9;

/** A symbol with its middle somewhere, a fifth of the picture wide. */
function sight(text: string, x: number, y = 0.5): Sight {
	const corners = [-0.1, 0.1].flatMap((dx) => [-0.1, 0.1].map((dy) => ({ x: x + dx, y: y + dy })));
	return { text, corners };
}

describe("of the symbols in one picture", () => {
	test("the one nearest to the middle is meant", () => {
		expect(chosen([sight("EDGE", 0.9), sight("MIDDLE", 0.52)], ASPECT)).toMatchObject({
			text: "MIDDLE",
		});
	});

	test("none is meant where two lie as near", () => {
		expect(chosen([sight("LEFT", 0.3), sight("RIGHT", 0.7)], ASPECT)).toBe("several");
		expect(chosen([sight("A", 0.5, 0.2), sight("B", 0.52, 0.83)], ASPECT)).toBe("several");
	});

	test("one that is printed twice is one", () => {
		expect(chosen([sight("A", 0.3), sight("A", 0.7)], ASPECT)).toMatchObject({ text: "A" });
	});

	test("the only one is meant wherever it lies, and where there is none, none is", () => {
		expect(chosen([sight("A", 0.95, 0.1)], ASPECT)).toMatchObject({ text: "A" });
		expect(chosen([], ASPECT)).toBeNull();
	});
});

interface Opening {
	lens: unknown;
	give(): Promise<Track>;
	refuse(name: string): Promise<void>;
}

interface Track {
	isStopped: boolean;
}

let clock: ManualClock;
let openings: Opening[];
/** What waits for the decoder's answer. */
let looks: ((sights: Sight[]) => void)[];
let closed: number;
let seen: string[];
let crowded: boolean[];

function world(): CameraWorld<unknown> {
	return {
		clock,
		devices: { getUserMedia, enumerateDevices: async () => [] },
		decoder: () => ({
			look: () => new Promise((answer) => looks.push(answer)),
			close: () => {
				closed += 1;
			},
		}),
	};
}

function getUserMedia(asked?: MediaStreamConstraints): Promise<MediaStream> {
	return new Promise((answer, fail) => {
		const video = asked?.video;
		openings.push({
			lens: typeof video === "object" ? video.deviceId : undefined,
			async give() {
				const track = { isStopped: false };
				const stop = () => {
					track.isStopped = true;
				};
				const tracks = [{ stop, getSettings: () => ({ deviceId: "a" }) }];
				const stream = { getTracks: () => tracks, getVideoTracks: () => tracks };
				answer(stream as unknown as MediaStream);
				await settled();
				return track;
			},
			async refuse(name) {
				fail(new DOMException("", name));
				await settled();
			},
		});
	});
}

async function settled(): Promise<void> {
	for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

function camera() {
	const video = { srcObject: null, play: async () => {}, videoWidth: 1280, videoHeight: 720 };
	const watcher = {
		seen: ({ text }: Sight) => seen.push(text),
		crowded: (isCrowded: boolean) => crowded.push(isCrowded),
	};
	return new Camera(video, watcher, world());
}

async function opened() {
	const one = camera();
	const starting = one.start();
	await openings[0]?.give();
	expect(await starting).toBeNull();
	return one;
}

/** The newest look is answered, and the next one comes after a while. */
async function sees(...sights: Sight[]): Promise<void> {
	looks.shift()?.(sights);
	await settled();
	clock.pass(80);
	await settled();
}

beforeEach(() => {
	clock = new ManualClock(1_000_000);
	openings = [];
	looks = [];
	seen = [];
	crowded = [];
	closed = 0;
});

test("a symbol counts once while it stays in view, and again when it has been gone", async () => {
	await opened();

	await sees(sight("A", 0.5));
	await sees(sight("A", 0.5));
	clock.pass(2_000);
	await sees(sight("A", 0.5));
	expect(seen).toEqual(["A"]);

	clock.pass(3_000);
	await sees(sight("A", 0.5));
	expect(seen).toEqual(["A", "A"]);
});

test("a symbol at the edge counts when it comes to the middle, the first one not again", async () => {
	await opened();

	await sees(sight("A", 0.5), sight("B", 0.9));
	await sees(sight("A", 0.1), sight("B", 0.5));
	await sees(sight("A", 0.5), sight("B", 0.9));

	expect(seen).toEqual(["A", "B"]);
});

test("where several lie in the middle none counts, and it is said until one does", async () => {
	await opened();

	await sees(sight("A", 0.35), sight("B", 0.65));
	await sees(sight("B", 0.5));

	expect(seen).toEqual(["B"]);
	expect(crowded).toEqual([true, false]);
});

test("what is found after the page was left comes to nothing, and nobody looks on", async () => {
	const one = await opened();

	one.stop();
	await sees(sight("A", 0.5));

	expect([seen, looks, closed]).toEqual([[], [], 1]);
});

test("changing the lens ends the loop of the old one", async () => {
	const one = await opened();
	const [old] = looks.splice(0);

	const changing = one.nextLens();
	const second = await openings[1]?.give();
	await changing;
	old?.([sight("OLD", 0.5)]);
	await settled();
	clock.pass(1_000);
	await settled();

	expect(seen).toEqual([]);
	expect(looks).toHaveLength(1);
	expect(second?.isStopped).toBe(false);
});

test("a camera that opens after another was asked for is shut at once", async () => {
	const one = camera();
	const first = one.start();
	const second = one.start("b");

	const late = await openings[0]?.give();
	const track = await openings[1]?.give();

	expect([await first, await second]).toEqual([null, null]);
	expect([late?.isStopped, track?.isStopped]).toEqual([true, false]);
	expect(looks).toHaveLength(1);
});

test("one that opens after the page was left is shut, too, and no worker is begun", async () => {
	const one = camera();
	const starting = one.start();
	one.stop();

	const track = await openings[0]?.give();

	expect(await starting).toBeNull();
	expect(track?.isStopped).toBe(true);
	expect(looks).toEqual([]);
});

test.each([
	["NotAllowedError", "denied"],
	["NotReadableError", "busy"],
	["OverconstrainedError", "none"],
])("a camera that answers %s is told to be %s", async (name, trouble) => {
	const starting = camera().start();

	await openings[0]?.refuse(name);

	expect(await starting).toBe(trouble);
});
