import { describe, expect, test } from "vitest";
import { USUAL_CALENDAR } from "../shared/working_time";
import { type Day, dayWith, type Stop } from "./day";
import { miniMap } from "./mini_map";

const WHERE = [106_000_000, 107_000_000, 108_000_000, 109_000_000];

function stop(no: number, changes: Partial<Stop> = {}): Stop {
	return {
		no,
		office: {
			...{ id: `office-${no}`, name: "", short_name: "", address: "", phone: "" },
			...{ lat_e7: WHERE[no] ?? 0, lon_e7: 1_054_000_000 },
		},
		...{ arrive_at: "2020-05-27T09:48:00+07:00", depart_at: "2020-05-27T10:00:00+07:00" },
		...{ arrived_at: null, departed_at: null, give: [], take: [] },
		...changes,
	};
}

function dayOf(stops: Stop[]): Day {
	const today = {
		...{ run: null, party: { id: "me", call_sign: "TN-02" }, shift: null, epoch: "e" },
		...{ now: "2020-05-27T08:00:00+07:00", stops, door: [], parties: [], voids: [], items: [] },
		...{ label_keys: [], calendar: USUAL_CALENDAR },
		links: WHERE.map((lat): [number, number] => [lat, 1_054_000_000]),
	};
	return dayWith(today, [], 0);
}

describe("the little map", () => {
	const gone = { arrived_at: "x", departed_at: "y" };
	const here = { lat_e7: 108_000_000, lon_e7: 1_054_000_000, accuracy_m: 10, atMs: 0 };

	test("draws as passed only what was reached", () => {
		const stops = [stop(1), stop(2), stop(3)];
		const map = miniMap(dayOf(stops), stops[2] ?? null, here);

		expect(map?.dots.map(({ is }) => is)).toEqual(["ahead", "ahead", "next"]);
		expect(map?.passed).not.toContain("L");
		expect(map?.left).toBe(3);
	});

	test("draws the way behind up to the courier, once he has reached a stop", () => {
		const stops = [stop(1, gone), stop(2), stop(3)];
		const map = miniMap(dayOf(stops), stops[1] ?? null, here);

		expect(map?.dots.map(({ is }) => is)).toEqual(["passed", "next", "ahead"]);
		expect(map?.passed).toContain("L");
		expect(map?.left).toBe(2);
	});
});
