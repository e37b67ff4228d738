import { describe, expect, test } from "vitest";
import { WorkingCalendar } from "../shared/working_time";
import { Board, type BoardSnapshot } from "./board";
import { KnownBoard } from "./known_board";
import { Picture } from "./picture";
import { type Pin, Pins, placeOf, ties } from "./pins";
import { COURIER, courier, item, knownItem, OFFICE, office, snapshot } from "./test_things";

const CALENDAR = new WorkingCalendar();
const NOW = Date.parse("2020-05-27T10:31:00+07:00");
const HERE = { lat_e7: 105_000_000, lon_e7: 1_055_000_000, accuracy_m: 12, heading_deg: 90 };
const carried = item({ holder: COURIER, holder_kind: "courier" });

function seen(secondsAgo: number): BoardSnapshot {
	const at = new Date(NOW - 1_000 * secondsAgo).toISOString();
	return { ...snapshot(), couriers: [courier({ ...HERE, at })], items: [carried] };
}

function pinsOf(told: BoardSnapshot) {
	const board = new Board(told);
	const known = new KnownBoard(board, { party: OFFICE, kind: "office" });
	const picture = new Picture(known, CALENDAR, NOW);
	const pins = new Pins(board, (party) => picture.heldBy(party), NOW);
	picture.ontouched = (party) => pins.touched(party);
	pins.touched(null);
	known.read(picture);
	return { board, known, pins };
}

function pinOf(told: BoardSnapshot, id = COURIER): Pin | undefined {
	return pinsOf(told).pins.shown.get(id);
}

describe("papers on the map", () => {
	test("are one pin a holder, with their number and how many are late or in danger", () => {
		const late = item({ subject: "late", due_at: "2020-05-26T16:30:00+07:00" });
		const soon = item({ subject: "soon", due_at: "2020-05-27T16:30:00+07:00" });
		const told = { ...snapshot(), items: [item(), late, soon] };

		expect(pinOf(told, OFFICE)).toMatchObject({
			...{ id: OFFICE, shape: "office", items: 3, urgent: 2, late: 1 },
		});
	});

	test("are drawn surely while the position is young, and with heading only when it is fresh", () => {
		expect(pinOf(seen(20))).toMatchObject({ age: "fresh", headingDeg: 90, lat: 10.5, lon: 105.5 });
		expect(pinOf(seen(120))).toMatchObject({ age: "recent", headingDeg: null });
		expect(pinOf(seen(840))).toMatchObject({ age: "ghost", lat: 10.5 });
	});

	test("go back to the office of their last scan when their courier is long out of sight", () => {
		expect(pinOf(seen(3_600))).toMatchObject({ age: "unsure", lat: office().lat_e7 / 1e7 });
	});

	test("a courier out of sight without papers is not drawn", () => {
		expect(pinOf({ ...snapshot(), items: [] })).toBeUndefined();
	});

	test("look less sure by the clock alone, each when its minute is over and not before", () => {
		const { pins } = pinsOf(seen(50));
		pins.take();

		pins.tick(NOW + 9_000);
		expect([...pins.take()]).toEqual([]);
		pins.tick(NOW + 10_000);
		expect([...pins.take()]).toEqual([COURIER]);
		expect(pins.shown.get(COURIER)).toMatchObject({ age: "recent", minutes: 1, headingDeg: null });
		pins.tick(NOW + 3_600_000);
		expect(pins.shown.get(COURIER)?.age).toBe("unsure");
	});

	test("a courier who moves changes his pin and no other", () => {
		const { board, pins } = pinsOf(seen(20));
		pins.take();

		const moved = board.move([[COURIER, 1, 2, 3, 4, null]], new Date(NOW).toISOString());
		for (const id of moved) pins.touched(id);

		expect([...pins.take()]).toEqual([COURIER]);
		expect(pins.shown.get(COURIER)).toMatchObject({ lat: 1e-7, lon: 2e-7, accuracyM: 3 });
	});

	test("a paper that changes hands changes the pins of both, and no other", () => {
		const { board, known, pins } = pinsOf(seen(20));
		const { subject } = carried;
		pins.take();

		board.items.set(subject, item({ rev: 11 }));
		known.changed(subject, NOW);

		expect(pins.take()).toEqual(new Set([COURIER, OFFICE]));
	});

	test("a dispute ties those who claim them, each where he is", () => {
		const { board } = pinsOf(seen(20));
		const disputed = knownItem({ state: "disputed", holder: null, claimants: [OFFICE, COURIER] });

		expect(ties(board, [disputed])).toEqual([
			{ subject: disputed.subject, ends: [placeOf(board, OFFICE), [105.5, 10.5]] },
		]);
	});
});
