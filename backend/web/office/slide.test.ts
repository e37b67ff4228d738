import { expect, test } from "vitest";
import { type Place, Slides } from "./slide";

const FROM: Place = [105, 10];
const TO: Place = [106, 11];

function stage(mayMove = true) {
	const drawn: Place[] = [];
	const waiting: ((nowMs: number) => void)[] = [];
	const frames = {
		mayMove: () => mayMove,
		next(draw: (nowMs: number) => void) {
			waiting.push(draw);
			return () => void waiting.splice(waiting.indexOf(draw), 1);
		},
	};
	const slides = new Slides(async (places) => {
		drawn.push(...places.values());
	}, frames);
	const frame = async (nowMs: number): Promise<void> => {
		waiting.shift()?.(nowMs);
		await Promise.resolve();
		await Promise.resolve();
	};
	return { drawn, waiting, slides, frame };
}

test("a pin comes to its place by ways that lie between, whatever the clock of the frames says", async () => {
	const { drawn, slides, frame } = stage();
	expect(slides.to("pin", FROM, TO)).toEqual(FROM);

	for (const nowMs of [5_000, 1_000, 5_100, 90_000]) await frame(nowMs);

	expect(drawn.at(-1)).toEqual(TO);
	for (const [lon, lat] of drawn) {
		expect(lon).toBeGreaterThanOrEqual(FROM[0]);
		expect(lon).toBeLessThanOrEqual(TO[0]);
		expect(lat).toBeGreaterThanOrEqual(FROM[1]);
		expect(lat).toBeLessThanOrEqual(TO[1]);
	}
});

test("a new place ends the slide under way, and the pin goes on from where it is drawn", async () => {
	const { drawn, waiting, slides, frame } = stage();
	slides.to("pin", FROM, TO);
	await frame(0);
	await frame(200);

	expect(slides.to("pin", TO, FROM)).toEqual([105.5, 10.5]);
	expect(waiting).toHaveLength(1);
	await frame(300);
	expect(drawn.at(-1)).toEqual([105.5, 10.5]);
	await frame(700);
	expect(drawn.at(-1)).toEqual(FROM);
	expect(waiting).toEqual([]);
	expect(slides.placeOf("pin")).toBeNull();
});

test("however many pins move, one loop draws them, and it sleeps when all have come", async () => {
	const { drawn, waiting, slides, frame } = stage();
	for (const id of ["one", "two", "three"]) slides.to(id, FROM, TO);

	expect(waiting).toHaveLength(1);
	await frame(0);
	expect(drawn).toHaveLength(3);
	expect(waiting).toHaveLength(1);
	await frame(400);
	expect(waiting).toEqual([]);
});

test("the next frame waits until the last one is drawn", async () => {
	let draw = () => {};
	const waiting: ((nowMs: number) => void)[] = [];
	const frames = {
		mayMove: () => true,
		next(draw: (nowMs: number) => void) {
			waiting.push(draw);
			return () => {};
		},
	};
	const slides = new Slides(
		() =>
			new Promise<void>((done) => {
				draw = done;
			}),
		frames,
	);
	slides.to("pin", FROM, TO);
	waiting.shift()?.(0);

	slides.to("other", FROM, TO);
	expect(waiting).toEqual([]);
	draw();
	await Promise.resolve();
	await Promise.resolve();
	expect(waiting).toHaveLength(1);
});

test("the same place again changes nothing, and a pin that is gone is drawn no more", () => {
	const { waiting, slides } = stage();
	slides.to("pin", FROM, TO);
	slides.to("pin", FROM, [...TO]);
	expect(waiting).toHaveLength(1);

	slides.drop("pin");
	expect(waiting).toEqual([]);
});

test("where nothing shall move it is there at once", () => {
	const { waiting, slides } = stage(false);

	expect(slides.to("pin", FROM, TO)).toEqual(TO);
	expect(waiting).toEqual([]);
});
