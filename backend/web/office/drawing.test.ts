import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Drawing, type PinWords } from "./drawing";
import type { Pin } from "./pins";

const WORDS: PinWords = {
	label: (pin) => pin.name,
	beside: (pin) => pin.name,
	crowdLabel: (crowd) => `${crowd.length}`,
	crowdBeside: (crowd) => `${crowd.length}`,
};

function pin(changes: Partial<Pin> = {}): Pin {
	return {
		...{ id: "courier", shape: "courier", name: "TN-02", level: "", isCounter: false },
		...{ lat: 10.5, lon: 105.5, items: 1, urgent: 0, late: 0, age: "fresh", seenMs: 0 },
		...{ minutes: 0, accuracyM: 5, headingDeg: null, turnsMs: Number.POSITIVE_INFINITY },
		...changes,
	};
}

function drawingOf(all: readonly Pin[], zoom = 9) {
	const pins = new Map(all.map((one) => [one.id, one]));
	const drawing = new Drawing(pins, WORDS);
	drawing.zoomTo(zoom);
	return { pins, drawing };
}

const together = Array.from({ length: 6 }, (_, no) =>
	pin({ id: `c${no}`, lon: 105.5 + no / 100_000, items: no, late: no === 5 ? 2 : 0, urgent: 2 }),
);

describe("what stands on the map", () => {
	test("a few who stand close are drawn each, and many as one with all their papers", () => {
		expect(drawingOf(together.slice(0, 4)).drawing.drawn.size).toBe(4);

		const [crowd, ...others] = drawingOf(together).drawing.drawn.values();
		expect(others).toEqual([]);
		expect(crowd?.isCrowd).toBe(true);
		expect(crowd?.look).toMatchObject({
			disc: "crowd/15",
			flag: "flag/late/12",
			beside: "6",
		});
	});

	test("who looks closely sees each alone, and so is who is chosen", () => {
		const { drawing } = drawingOf(together);

		expect(drawing.choose("c0").put.map(({ id }) => id)).toContain("c0");
		drawing.choose(null);
		expect(drawing.drawn.size).toBe(1);
		drawing.zoomTo(14);
		expect(drawing.drawn.size).toBe(6);
	});

	test("ten couriers who move change ten things, and another zoom of the same band none", () => {
		const far = Array.from({ length: 40 }, (_, no) => pin({ id: `f${no}`, lon: 104 + no / 20 }));
		const { pins, drawing } = drawingOf(far);
		const moved = far.slice(0, 10);
		for (const one of moved) pins.set(one.id, { ...one, lat: 10.5001 });

		const { gone, put } = drawing.update(new Set(moved.map(({ id }) => id)));
		expect(gone).toEqual([]);
		expect(put.map(({ id }) => id)).toEqual(moved.map(({ id }) => id));
		expect(put[0]?.before).toEqual([104, 10.5]);
		expect(drawing.zoomTo(9.3)).toEqual({ gone: [], put: [] });
	});

	test("who leaves a crowd of five leaves four who stand alone", () => {
		const { pins, drawing } = drawingOf(together.slice(1));
		pins.set("c1", pin({ id: "c1", lon: 106 }));

		const { gone, put } = drawing.update(new Set(["c1"]));

		expect(gone).toHaveLength(1);
		expect(put.map(({ id }) => id).sort()).toEqual(["c1", "c2", "c3", "c4", "c5"]);
	});

	test("communes without papers are shown to who looks closely, and authorities never are", () => {
		const empty = { shape: "office", items: 0 } as const;
		const offices = [
			pin({ ...empty, id: "commune", level: "commune", isCounter: true }),
			pin({ ...empty, id: "authority", level: "province" }),
			pin({ ...empty, id: "busy", level: "province", items: 2 }),
		];

		expect([...drawingOf(offices, 8).drawing.drawn.keys()]).toEqual(["busy"]);
		expect([...drawingOf(offices, 9).drawing.drawn.keys()].sort()).toEqual(["busy", "commune"]);
	});

	test("step by step it comes to what it would be made anew", () => {
		const name = fc.integer({ min: 0, max: 11 }).map((no) => `c${no}`);
		const step = fc.oneof(
			fc.record({ is: fc.constant("gone" as const), id: name }),
			fc.record({
				...{ is: fc.constant("put" as const), id: name, place: fc.nat(2), items: fc.nat(2) },
				late: fc.nat(1),
			}),
			fc.record({ is: fc.constant("choose" as const), id: fc.option(name) }),
			fc.record({ is: fc.constant("zoom" as const), zoom: fc.integer({ min: 6, max: 15 }) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const { pins, drawing } = drawingOf(together);
				let [chosen, zoom]: [string | null, number] = [null, 9];
				for (const one of steps) {
					if (one.is === "choose") {
						chosen = one.id;
						drawing.choose(chosen);
					} else if (one.is === "zoom") {
						zoom = one.zoom;
						drawing.zoomTo(zoom);
					} else {
						const { id } = one;
						if (one.is === "gone") pins.delete(id);
						else pins.set(id, pin({ ...one, lon: 105.5 + one.place / 3 }));
						drawing.update(new Set([id]));
					}
				}
				const anew = new Drawing(pins, WORDS);
				anew.choose(chosen);
				anew.zoomTo(zoom);
				anew.update(new Set(pins.keys()));
				expect(bare(drawing)).toEqual(bare(anew));
			}),
		);
	});
});

/** What is drawn, whatever was drawn before; of a crowd it does not matter who came first. */
function bare({ drawn }: Drawing) {
	return new Map(
		[...drawn].map(([id, { look, at, pins }]) => {
			const place = at.map((degrees) => degrees.toFixed(9));
			return [id, { look, place, who: pins.map((one) => one.id).sort() }];
		}),
	);
}
