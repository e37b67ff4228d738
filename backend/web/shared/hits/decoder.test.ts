import { beforeEach, expect, test, vi } from "vitest";
import { type Found, type Frame, WorkerDecoder } from "./decoder";
import type { Sight } from "./sights";

/** The worker as the page sees it: when it answers to which picture is ours to choose. */
class FakeWorker {
	onmessage: (event: { data: Found }) => void = () => {};
	onerror: () => void = () => {};

	constructor() {
		worker = this;
	}

	postMessage(frame: Frame): void {
		frames.push(frame);
	}

	terminate(): void {}

	find(frame: Frame | undefined, text: string): void {
		this.onmessage({ data: { no: frame?.no ?? -1, sights: [{ text, corners: [] }] } });
	}
}

let worker: FakeWorker;
let frames: Frame[];
let shut: number;
const video = {} as HTMLVideoElement;

beforeEach(() => {
	frames = [];
	shut = 0;
	vi.stubGlobal("Worker", FakeWorker);
	const close = () => {
		shut += 1;
	};
	vi.stubGlobal("createImageBitmap", async () => ({ close }));
	return () => vi.unstubAllGlobals();
});

async function texts(looking: Promise<Sight[]>): Promise<string[]> {
	return (await looking).map(({ text }) => text);
}

test("each picture gets its own answer, whichever comes first", async () => {
	const decoder = new WorkerDecoder();
	const [old, fresh] = [decoder.look(video), decoder.look(video)];
	await vi.waitFor(() => expect(frames).toHaveLength(2));

	worker.find(frames[1], "NEW");
	expect(await texts(fresh)).toEqual(["NEW"]);
	worker.find(frames[0], "OLD");
	expect(await texts(old)).toEqual(["OLD"]);
});

test("a worker that fails, and one that is closed, answer all that is asked", async () => {
	const decoder = new WorkerDecoder();
	const failed = [decoder.look(video), decoder.look(video)];
	await vi.waitFor(() => expect(frames).toHaveLength(2));
	worker.onerror();
	expect(await Promise.all(failed)).toEqual([[], []]);

	const closed = [decoder.look(video), decoder.look(video)];
	await vi.waitFor(() => expect(frames).toHaveLength(4));
	decoder.close();
	expect(await Promise.all(closed)).toEqual([[], []]);
});

test("a picture that is ready only when the decoder is closed goes nowhere", async () => {
	const decoder = new WorkerDecoder();
	const looking = decoder.look(video);

	decoder.close();

	expect(await looking).toEqual([]);
	expect([frames, shut]).toEqual([[], 1]);
});
