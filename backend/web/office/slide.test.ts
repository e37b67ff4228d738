import { expect, test } from "vitest";
import { type Place, Slide } from "./slide";

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
	const slide = new Slide(FROM, (place) => void drawn.push(place), frames);
	return { drawn, waiting, slide, frame: (nowMs: number) => waiting.shift()?.(nowMs) };
}

test("a pin comes to its place by ways that lie between, whatever the clock of the frames says", () => {
	const { drawn, slide, frame } = stage();
	slide.to(TO);

	for (const nowMs of [5_000, 1_000, 5_100, 90_000]) frame(nowMs);

	expect(drawn.at(-1)).toEqual(TO);
	for (const [lon, lat] of drawn) {
		expect(lon).toBeGreaterThanOrEqual(FROM[0]);
		expect(lon).toBeLessThanOrEqual(TO[0]);
		expect(lat).toBeGreaterThanOrEqual(FROM[1]);
		expect(lat).toBeLessThanOrEqual(TO[1]);
	}
});

test("a new place ends the slide under way, and the pin goes on from where it is drawn", () => {
	const { drawn, waiting, slide, frame } = stage();
	slide.to(TO);
	frame(0);
	frame(200);

	slide.to(FROM);
	expect(waiting).toHaveLength(1);
	frame(300);
	expect(drawn.at(-1)).toEqual([105.5, 10.5]);
	frame(700);
	expect(drawn.at(-1)).toEqual(FROM);
	expect(waiting).toEqual([]);
});

test("the same place again changes nothing, and a pin that is gone is drawn no more", () => {
	const { waiting, slide } = stage();
	slide.to(FROM);
	expect(waiting).toEqual([]);
	slide.to(TO);
	slide.to([...TO]);
	expect(waiting).toHaveLength(1);

	slide.stop();
	expect(waiting).toEqual([]);
});

test("where nothing shall move it is there at once", () => {
	const { drawn, waiting, slide } = stage(false);
	slide.to(TO);

	expect(drawn).toEqual([TO]);
	expect(waiting).toEqual([]);
});
