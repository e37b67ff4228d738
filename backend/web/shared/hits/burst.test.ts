import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bursts, meantBy, type Step, type Stroke, WAIT_MS, written } from "./burst";

const LABEL = "HS1:W503A0:SVUI8988/CNH3 GUV9%I4+WZJ";
const FAST = 6;
const HAND = 130;

function stroke(key: string, atMs: number, isInField = false): Stroke {
	return { key, meant: key.length === 1 ? key : null, atMs, isRepeat: false, isInField };
}

function bursts() {
	return new Bursts<Stroke>((strokes) => {
		const text = written(strokes);
		if (!text.startsWith("HS1:")) return null;
		return text.length < LABEL.length ? "part" : "whole";
	});
}

/** Press keys with a pause before each; what became of them, and what the page saw in the end. */
function type(keys: readonly string[], pauseMs: number, isInField = false) {
	const reader = bursts();
	const seen: string[] = [];
	const read: string[] = [];
	function take({ freed, burst }: Step<Stroke>): void {
		seen.push(...freed.map(({ key }) => key));
		if (burst !== null) read.push(written(burst));
	}
	keys.forEach((key, index) => {
		const atMs = 1000 + index * pauseMs;
		take(reader.rest(atMs - 1));
		const step = reader.press(stroke(key, atMs, isInField));
		take(step);
		if (!step.isTaken) seen.push(key);
	});
	take(reader.rest(1e6));
	return { seen, read };
}

describe("outside text fields", () => {
	test.each([["Enter"], ["Tab"], [null]])(
		"a label with spaces and slashes is swallowed whole when %s ends it",
		(end) => {
			const keys = [...LABEL, ...(end === null ? [] : [end])];

			expect(type(keys, FAST)).toEqual({ seen: [], read: [LABEL] });
		},
	);

	test("what a person types reaches the page, key by key and in its order", () => {
		const keys = ["/", "a", " ", "1", "Enter", "Escape", "Tab"];

		expect(type(keys, HAND)).toEqual({ seen: keys, read: [] });
	});

	test("a single key waits no longer than forty milliseconds", () => {
		const reader = bursts();

		expect(reader.press(stroke("/", 1000)).isTaken).toBe(true);
		expect(reader.dueMs).toBe(1000 + WAIT_MS);
		expect(reader.rest(1000 + WAIT_MS).freed).toMatchObject([{ key: "/" }]);
		expect(reader.dueMs).toBeNull();
	});

	test.each([1, 2, 3, 4, 20])(
		"a busy page that ends after %i keys, too early, still reads the label, by when they were pressed",
		(heard) => {
			const reader = bursts();
			const steps: Step<Stroke>[] = [];
			[...LABEL].forEach((key, index) => {
				steps.push(reader.press(stroke(key, 1000 + index)));
				if (index === heard - 1) steps.push(reader.rest(1000 + index + 5_000));
			});
			steps.push(reader.press(stroke("Enter", 1000 + LABEL.length)));

			const freed = steps.flatMap((step) => step.freed.map(({ key }) => key));
			expect(freed.join("")).toBe(heard < 4 ? LABEL.slice(0, heard) : ""); // a part is taken
			expect(steps.at(-1)?.isTaken).toBe(true);
			expect(written(steps.at(-1)?.burst ?? [])).toBe(LABEL);
		},
	);

	test("a second label that follows soon on one that the clock ended is one of its own", () => {
		const reader = new Bursts<Stroke>((strokes) =>
			written(strokes).startsWith("HS1:") ? "part" : null,
		);
		const read: string[] = [];
		for (const beginMs of [1000, 1900]) {
			[...LABEL].forEach((key, index) => void reader.press(stroke(key, beginMs + index)));
			read.push(written(reader.rest(1e6).burst ?? []));
		}

		expect(read).toEqual([LABEL, LABEL]);
	});

	test("the key that ends a label presses nothing, though a busy page had read the label before", () => {
		const reader = bursts();
		[...LABEL].forEach((key, index) => void reader.press(stroke(key, 1000 + index)));
		const read = reader.rest(9_000);

		const end = reader.press(stroke("Enter", 1000 + LABEL.length));

		expect(written(read.burst ?? [])).toBe(LABEL);
		expect(end).toEqual({ isTaken: true, freed: [], burst: null });
		expect(reader.press(stroke("Enter", 1200 + LABEL.length)).isTaken).toBe(false);
	});

	test("a key of a person's own, pressed after another was given back, is not held with it", () => {
		const reader = bursts();
		reader.press(stroke("a", 1000));
		expect(reader.rest(2000).freed).toMatchObject([{ key: "a" }]);

		expect(reader.press(stroke(" ", 1100))).toEqual({ isTaken: false, freed: [], burst: null });
	});

	test("two keys that roll under one hand are no scanner's", () => {
		expect(type(["a", "b", "Enter"], FAST)).toEqual({ seen: ["a", "b", "Enter"], read: [] });
	});

	test("a key held down repeats for the page and makes no burst", () => {
		const reader = bursts();
		reader.press(stroke("+", 1000));

		const repeated = reader.press({ ...stroke("+", 1030), isRepeat: true });

		expect(repeated).toMatchObject({ isTaken: false, freed: [{ key: "+" }], burst: null });
		expect(reader.dueMs).toBeNull();
	});

	test("an input method that puts a person's word right is no scanner", () => {
		const injected = ["Backspace", "Backspace", "Backspace", "o", "á", "n", "g", "h"];

		expect(type(injected, 1)).toEqual({ seen: injected, read: [] });
	});

	test("an input method that puts a scanner's text right is read through", () => {
		const keys = [..."HS1:XYA", "Backspace", ..."Á+1234", "Enter"];

		expect(type(keys, FAST)).toEqual({ seen: [], read: ["HS1:XYÁ+1234"] });
	});

	test("a code that is none of ours is swallowed too", () => {
		expect(type([..."4006381333931", "Enter"], FAST)).toEqual({
			seen: [],
			read: ["4006381333931"],
		});
	});

	test("a scanner that falters on a busy machine is still one", () => {
		const reader = bursts();
		[..."HS1:W503"].forEach((key, index) => {
			reader.press(stroke(key, 1000 + index * FAST));
		});

		reader.press(stroke("A", 1042 + 90));

		expect(reader.press(stroke("Enter", 1140)).burst).toHaveLength(9);
	});

	test("what begins as our codes do is waited for, and no key of it is given back", () => {
		const reader = bursts();
		[..."HS1:W503"].forEach((key, index) => {
			reader.press(stroke(key, 1000 + index * FAST));
		});

		expect(reader.press(stroke("A", 1042 + 900))).toMatchObject({ isTaken: true, burst: null });
		expect(reader.press(stroke("Escape", 2000))).toMatchObject({ isTaken: false, freed: [] });
	});

	test("what is whole is not waited for any longer", () => {
		const reader = bursts();
		[...LABEL].forEach((key, index) => {
			reader.press(stroke(key, 1000 + index));
		});

		expect(reader.rest(1200).burst).toHaveLength(LABEL.length);
	});

	test("two scans one after the other are two", () => {
		expect(type([...LABEL, "Enter", ...LABEL, "Enter"], FAST).read).toEqual([LABEL, LABEL]);
	});
});

describe("in a text field", () => {
	test.each([["Enter"], ["Tab"]])(
		"a label enters and is told, and its %s goes no further",
		(end) => {
			expect(type([...LABEL, end], FAST, true)).toEqual({ seen: [...LABEL], read: [LABEL] });
		},
	);

	test("before a code is known nothing waits: on a busy page the stamps alone part what is typed", () => {
		const reader = bursts();
		[..."HS1"].forEach((key, index) => {
			reader.press({ ...stroke(key, 1000 + index), isInField: true });
			expect(reader.dueMs).toBeNull();
		});

		[...LABEL.slice(3)].forEach((key, index) => {
			reader.press({ ...stroke(key, 1090 + index), isInField: true });
		});

		expect(reader.press({ ...stroke("Enter", 1400), isInField: true })).toMatchObject({
			isTaken: true,
			burst: expect.objectContaining({ length: LABEL.length }),
		});
	});

	test("a label that nothing ends is told when nothing more comes", () => {
		expect(type([...LABEL], FAST, true).read).toEqual([LABEL]);
	});

	test("whatever does not begin as our codes do stays there, with its Enter", () => {
		const keys = [..."087123456903", "Enter"];

		expect(type(keys, FAST, true)).toEqual({ seen: keys, read: [] });
	});

	test("what a person types slowly stays there, though it begins as ours", () => {
		const keys = [...LABEL, "Enter"];

		expect(type(keys, HAND, true)).toEqual({ seen: keys, read: [] });
	});
});

test("no key is lost and none is doubled, whatever is pressed and whenever", () => {
	const pressed = fc.record({
		key: fc.constantFrom(..."HS1: /a+", "Enter", "Tab", "Backspace", "Escape"),
		pauseMs: fc.integer({ min: 1, max: 200 }),
		isRepeat: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(pressed, { maxLength: 40 }), (keys) => {
			const reader = bursts();
			let atMs = 0;
			const seen: Stroke[] = [];
			const all: Stroke[] = [];
			const ends = new Set<Stroke>();
			function take({ freed, burst }: Step<Stroke>): void {
				seen.push(...freed, ...(burst ?? []));
			}
			for (const { key, pauseMs, isRepeat } of keys) {
				atMs += pauseMs;
				const one = { ...stroke(key, atMs), isRepeat };
				all.push(one);
				take(reader.rest(atMs));
				const step = reader.press(one);
				take(step);
				if (!step.isTaken) seen.push(one);
				else if (step.burst !== null) ends.add(one);
			}
			take(reader.rest(1e9));
			expect(seen).toEqual(all.filter((one) => !ends.has(one)));
		}),
	);
});

test("what the scanner's own keyboard would have written is known where each key has a place", () => {
	const strokes = [...LABEL].map((key, index) => ({ ...stroke("ă", index), meant: key }));

	expect(meantBy(strokes)).toBe(LABEL);
	expect(meantBy([...strokes, stroke("Backspace", 99)])).toBeNull();
});
