import { describe, expect, test } from "vitest";
import { WorkingCalendar } from "../shared/working_time";
import { boardOf } from "./board";
import { pins, placeOf, ties } from "./pins";
import { COURIER, courier, item, OFFICE, office, snapshot } from "./test_things";

const CALENDAR = new WorkingCalendar();
const NOW = Date.parse("2020-05-27T10:31:00+07:00");
const HERE = { lat_e7: 105_000_000, lon_e7: 1_055_000_000, accuracy_m: 12, heading_deg: 90 };
const carried = item({ holder: COURIER, holder_kind: "courier" });

function seen(secondsAgo: number) {
	const at = new Date(NOW - 1_000 * secondsAgo).toISOString();
	return boardOf({ ...snapshot(), couriers: [courier({ ...HERE, at })], items: [carried] });
}

function pinOf(board: ReturnType<typeof boardOf>) {
	return pins(board, board.items.values(), NOW, CALENDAR).find((pin) => pin.id === COURIER);
}

describe("papers on the map", () => {
	test("are one pin a holder, with their number and how many are late or in danger", () => {
		const late = item({ subject: "late", due_at: "2020-05-26T16:30:00+07:00" });
		const soon = item({ subject: "soon", due_at: "2020-05-27T16:30:00+07:00" });
		const board = boardOf({ ...snapshot(), items: [item(), late, soon] });

		expect(pins(board, board.items.values(), NOW, CALENDAR)[0]).toMatchObject({
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
		const board = boardOf({ ...snapshot(), items: [] });

		expect(pinOf(board)).toBeUndefined();
	});

	test("a dispute ties those who claim them, each where he is", () => {
		const board = seen(20);
		const disputed = item({ state: "disputed", holder: null, claimants: [OFFICE, COURIER] });

		expect(ties(board, [disputed, carried])).toEqual([
			{ subject: disputed.subject, ends: [placeOf(board, OFFICE), [105.5, 10.5]] },
		]);
	});
});
