import { describe, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { answerTo, type Direction, newRound } from "../shared/handoff/round";
import type { BoardItem, CustodyChanged } from "../shared/shapes";
import { USUAL_CALENDAR } from "../shared/working_time";
import {
	afterCustody,
	type DayItem,
	dayWith,
	goesToDoor,
	groundAt,
	isTimeOver,
	nextStop,
	openOffers,
	otherStops,
	otherWay,
	type Stop,
	type Today,
	toDoor,
	toGive,
	toTake,
} from "./day";

const ME = "00000000-0000-4000-8000-00000000000c";
const HERE = "00000000-0000-4000-8000-000000000001";
const THERE = "00000000-0000-4000-8000-000000000002";
const ELSEWHERE = "00000000-0000-4000-8000-000000000003";
const LABELS = ["VB-3hPXJ94UUdzypi97L0Q", "7CS3dM_R6sQ7jbxM4LPndA", "uLUopz9CA_ZUHyp8E-b1tA"];

const NO_DOOR = { address: null, recipient: null };

function item(no: number, changes: Partial<DayItem> = {}): DayItem {
	const board: BoardItem = {
		...{ subject: `item-${no}`, rev: 1, kind: "item", code: `000.14.H20-200527-000${no}` },
		...{ dossier: `dossier-${no}`, direction: "out", procedure: "", field_code: "" },
		...{ origin: HERE, destination: ELSEWHERE, goes_to_door: false, next: THERE },
		...{ due_at: "2020-05-27T11:30:00+07:00", business_state: "in_process", seal: "" },
		labels: [{ id: LABELS[no] ?? "", code: `CODE${no}`, is_void: false }],
		...{ paper_count: 1, state: "held", holder: HERE, holder_kind: "office", offeree: null },
		...{ claimants: [], certainty: "verified", flags: [], tip: `tip-${no}` },
		...{ earliest: null, latest: null, scan: null, cases: 0, verdict: null },
	};
	const names = { destination_name: "Sở", next_name: "Thanh Bình", origin_name: "Phú Ninh" };
	return { ...board, ...names, papers: [], ...NO_DOOR, seenMs: 1_000, ...changes };
}

function stop(no: number, office: string, changes: Partial<Stop> = {}): Stop {
	return {
		no,
		office: {
			...{ id: office, name: office, short_name: office, address: "", phone: "" },
			...{ lat_e7: 106_000_000 + no * 1_000_000, lon_e7: 1_054_000_000 },
		},
		arrive_at: "2020-05-27T09:48:00+07:00",
		depart_at: "2020-05-27T10:00:00+07:00",
		...{ arrived_at: null, departed_at: null, give: [], take: [] },
		...changes,
	};
}

function today(
	items: DayItem[],
	stops = [stop(1, HERE, { take: ["item-0", "item-1"] }), stop(2, THERE)],
): Today {
	return {
		run: { id: "run", route: "route", call_sign: "TN-02", name: "", on: "2020-05-27" },
		party: { id: ME, call_sign: "TN-02" },
		...{ shift: null, now: "2020-05-27T09:30:00+07:00", epoch: "e", stops, door: [], items },
		...{ parties: [], voids: ["void-label"], label_keys: [], links: [] },
		calendar: USUAL_CALENDAR,
	};
}

const MORNING = Date.parse("2020-05-27T09:30:00+07:00");

function dayOf(told: Today, signed: KeptScan[]) {
	return dayWith(told, signed, MORNING);
}

function own(changes: Partial<KeptScan>): KeptScan {
	return {
		...{ seq: 0, id: "own", jws: "", act: "take", on: [{ l: LABELS[0] ?? "" }] },
		...{ keptMs: 0, sync: "pending", party: ME },
		...changes,
	};
}

const CHANGED: CustodyChanged = {
	...{ subject: "item-0", rev: 2, kind: "item", state: "held", holder: ME, offeree: null },
	...{ holder_kind: "courier", claimants: [], inside: null, certainty: "verified", flags: [] },
	...{ tip: "newer", scan: "newer", verdict: null },
	...{ earliest: "2020-05-27T09:40:00+07:00", latest: "2020-05-27T09:41:00+07:00" },
};

describe("the day", () => {
	test("shows at once what one's own scan will most likely mean", () => {
		const day = dayOf(today([item(0)]), [own({})]);

		expect(day.items[0]).toMatchObject({
			state: "held",
			holder: ME,
			basis: "own",
			sync: "pending",
		});
	});

	test("believes the server again as soon as it has told of that scan", () => {
		const safe = own({ sync: "safe", receivedMs: 900 });
		const day = dayOf(today([item(0, { tip: "theirs", holder: ELSEWHERE })]), [safe]);

		expect(day.items[0]).toMatchObject({ holder: ELSEWHERE, basis: "theirs", sync: null });
	});

	test("lays an accept after the take, in the order signed, whatever order they are read in", () => {
		const offer = own({ seq: 2, id: "offer", act: "offer", to: THERE });
		const day = dayOf(today([item(0)]), [offer, own({ seq: 1, id: "take" })]);

		expect(day.items[0]).toMatchObject({
			state: "offered",
			holder: ME,
			offeree: THERE,
			basis: "offer",
		});
		expect([...openOffers(day).keys()]).toEqual(["offer"]);
	});

	test("a check moves nothing", () => {
		const day = dayOf(today([item(0)]), [own({ act: "check" })]);

		expect(day.items[0]).toMatchObject({ holder: HERE, basis: "tip-0" });
	});

	test("an old day plus a fact is the new day; an older fact changes nothing", () => {
		const after = afterCustody(today([item(0), item(1)]), CHANGED, 5_000);

		expect(after.items[0]).toMatchObject({ rev: 2, holder: ME, tip: "newer", seenMs: 5_000 });
		expect(after.items[1]).toEqual(item(1));
		expect(afterCustody(after, { ...CHANGED, rev: 1, holder: HERE }, 6_000)).toEqual(after);
	});

	test("in a dispute nothing that one side said is the basis of what comes next", () => {
		const disputed = { state: "disputed", holder: null, holder_kind: null, tip: null } as const;
		const fact = { ...CHANGED, ...disputed, claimants: [ME, HERE], verdict: "bad" } as const;

		const [after] = dayOf(afterCustody(today([item(0)]), fact, 5_000), []).items;

		expect(after).toMatchObject({ tip: null, basis: null, holder_kind: null, verdict: "bad" });
	});

	test("what is to be taken and given follows custody, not the plan alone", () => {
		const day = dayOf(
			today([item(0), item(1, { holder: ME }), item(2, { offeree: ME, state: "offered" })]),
			[],
		);
		const [here, there] = day.stops;
		if (here === undefined || there === undefined) throw new Error("stops");

		expect(toTake(day, here).map((one) => one.subject)).toEqual(["item-0", "item-2"]);
		expect(toGive(day, there).map((one) => one.subject)).toEqual(["item-1"]);
	});

	test("the next stop is the first after the last one reached, or the one where one stands", () => {
		const stops = [
			stop(1, HERE),
			stop(2, THERE, { arrived_at: "x", departed_at: "y" }),
			stop(3, ELSEWHERE),
		];
		const day = dayOf(today([item(0)], stops), []);
		const { lat_e7, lon_e7 } = stop(1, HERE).office;

		expect(nextStop(day, MORNING)?.no).toBe(3);
		expect(nextStop(day, MORNING, { lat_e7, lon_e7, accuracy_m: 20, atMs: 0 })?.no).toBe(1);
		expect(nextStop(day, MORNING, { lat_e7, lon_e7, accuracy_m: 2_000, atMs: 0 })?.no).toBe(3);
	});

	test("the next stop is one with work, wherever the run goes on with some", () => {
		const stops = [stop(1, HERE), stop(2, ELSEWHERE), stop(3, THERE)];
		const carrying = dayOf(today([item(0, { holder: ME })], stops), []);
		const offered = item(0, { holder: ELSEWHERE, state: "offered", offeree: ME });
		const waiting = dayOf(today([offered], stops), []);
		const arrived = [stop(1, HERE, { arrived_at: "x" }), ...stops.slice(1)];
		const standing = dayOf(today([item(0, { holder: ME })], arrived), []);

		expect(nextStop(carrying, MORNING)?.no).toBe(3);
		expect(nextStop(waiting, MORNING)?.no).toBe(2);
		expect(nextStop(dayOf(today([], stops), []), MORNING)?.no).toBe(1);
		expect(nextStop(standing, MORNING)?.no).toBe(1);
	});

	test("with no work left the run does not begin anew: its next stop is one whose time is to come", () => {
		const at = (clock: string) => `2020-05-27T${clock}:00+07:00`;
		const stops = [
			stop(1, HERE, { arrive_at: at("06:45"), depart_at: at("06:55") }),
			stop(2, THERE, { arrive_at: at("17:00"), depart_at: at("17:10") }),
		];
		const day = dayOf(today([], stops), []);

		expect(nextStop(day, Date.parse(at("16:30")))?.no).toBe(2);
		expect(nextStop(day, Date.parse(at("17:30")))).toBeNull();
		expect(otherStops(day, null).map(({ no }) => no)).toEqual([1, 2]);
		expect(isTimeOver(stops[0] ?? stop(1, HERE), Date.parse(at("16:30")))).toBe(true);
	});

	test("work at a stop whose time has passed comes next all the same", () => {
		const day = dayOf(today([item(0, { holder: ME })]), []);

		expect(nextStop(day, Date.parse("2020-05-27T18:00:00+07:00"))?.no).toBe(2);
	});

	test("a stop behind where something was left undone stays in sight", () => {
		const stops = [
			stop(1, HERE, { take: ["item-0"] }),
			stop(2, THERE, { arrived_at: "x" }),
			stop(3, ELSEWHERE),
		];
		const day = dayOf(today([item(0)], stops), []);

		expect(otherStops(day, nextStop(day, MORNING)).map((one) => one.no)).toEqual([1, 3]);
	});

	test("stops that were not reached are all shown, before the next one as after it", () => {
		const stops = [stop(1, HERE), stop(2, ELSEWHERE), stop(3, THERE), stop(4, HERE)];
		const day = dayOf(today([item(0, { holder: ME })], stops), []);
		const next = nextStop(day, MORNING);

		expect(next?.no).toBe(3);
		expect(otherStops(day, next).map(({ no }) => no)).toEqual([1, 2, 4]);
	});

	describe("an office that he calls at twice", () => {
		const counts = (told: Today, of: typeof toTake) => {
			const day = dayOf(told, []);
			return day.stops.map((one) => of(day, one).length);
		};
		const offered = item(0, { state: "offered", offeree: ME });
		const gone = { arrived_at: "x", departed_at: "y" };

		test("has what waits for him once: where the plan says, and once offered when he comes by", () => {
			const stops = [stop(1, HERE), stop(2, HERE, { take: ["item-0"] })];

			expect(counts(today([item(0)], stops), toTake)).toEqual([0, 1]);
			expect(counts(today([offered], stops), toTake)).toEqual([1, 0]);
		});

		test("has what no plan names at the next visit alone", () => {
			const twice = [stop(1, HERE), stop(2, THERE), stop(3, HERE)];

			expect(counts(today([offered], twice), toTake)).toEqual([1, 0, 0]);
			expect(counts(today([offered], [stop(1, HERE, gone), ...twice.slice(1)]), toTake)).toEqual([
				0, 0, 1,
			]);
		});

		test("is given what he carries once, too", () => {
			const carrying = item(0, { holder: ME, next: HERE });
			const twice = [stop(1, HERE), stop(2, THERE), stop(3, HERE)];

			expect(counts(today([carrying], twice), toGive)).toEqual([1, 0, 0]);
		});

		test("has what was left behind at the visit that is still to come, or at the last one", () => {
			const left = stop(1, HERE, { ...gone, take: ["item-0"] });

			expect(counts(today([item(0)], [left, stop(2, HERE)]), toTake)).toEqual([0, 1]);
			expect(counts(today([item(0)], [left, stop(2, THERE)]), toTake)).toEqual([1, 0]);
		});
	});

	test("what was scanned the wrong way round says which way it goes", () => {
		const waits = item(0, { state: "offered", offeree: ME });
		const carrying = item(1, { holder: ME, next: HERE });
		const day = dayOf(today([waits, carrying, item(2)], [stop(1, HERE)]), []);
		const at = day.stops[0] ?? null;
		const [first, second, third] = day.items;
		if (first === undefined || second === undefined || third === undefined) throw new Error("day");

		expect(otherWay(day, at, first, "give")).toBe("take");
		expect(otherWay(day, at, second, "take")).toBe("give");
		expect(otherWay(day, null, second, "take")).toBe(null);
		expect(otherWay(day, at, first, "take")).toBe(null);
		expect(otherWay(day, at, third, "give")).toBe(null);
	});

	test("what has its last office behind it goes to the door", () => {
		expect(goesToDoor(item(0, { goes_to_door: true, next: null }))).toBe(true);
		expect(goesToDoor(item(0, { goes_to_door: true }))).toBe(false);
		expect(goesToDoor(item(0, { next: null }))).toBe(false);
	});

	test("a door's item is there until it is delivered", () => {
		const atDoor = { ...today([item(0, { holder: ME, recipient: "citizen" })]), door: ["item-0"] };
		const deliver = own({ act: "deliver", to: "citizen" });

		expect(toDoor(dayOf(atDoor, []))).toHaveLength(1);
		expect(toDoor(dayOf(atDoor, [deliver]))).toHaveLength(0);
	});
});

describe("where a round is held", () => {
	const elsewhere = item(2, { holder: THERE, next: ELSEWHERE });
	const day = dayOf(today([item(0), item(1), elsewhere, item(0, { ...carriedNo("c") })]), []);

	function carriedNo(subject: string): Partial<DayItem> {
		const labels = [{ id: `label-${subject}`, code: `CODE-${subject}`, is_void: false }];
		return { subject, labels, holder: ME, next: THERE };
	}

	function expected(no: number | null, direction: Direction): string[] {
		const at = day.stops.find((one) => one.no === no) ?? null;
		return groundAt(day, at, direction).expected.map(({ subject }) => subject);
	}

	test("what is expected follows the stop and the direction", () => {
		expect(expected(1, "take")).toEqual(["item-0", "item-1"]);
		expect(expected(2, "give")).toEqual(["c"]);
		expect(expected(null, "check")).toEqual(["c"]);
		expect(expected(null, "give")).toEqual([]);
	});

	test("an item for another stop is held back; one that is for a stop ahead goes along", () => {
		const answer = (name: string, no: number, direction: Direction) => {
			const at = day.stops.find((one) => one.no === no) ?? null;
			const seen = { is: "code", code: name } as const;
			const counted = {
				round: newRound(direction, at?.office.id ?? null, -1),
				signed: [],
				unheard: new Set<string>(),
			};
			return answerTo(seen, counted, groundAt(day, at, direction), 0).is;
		};

		expect(answer("CODE2", 1, "take")).toBe("astray");
		expect(answer("CODE-c", 1, "give")).toBe("astray");
		expect(answer("CODE-c", 2, "give")).toBe("expected");
	});

	test("what was voided is void here, too", () => {
		const seen = { is: "code", code: "void-label" } as const;
		const counted = { round: newRound("check", null, -1), signed: [], unheard: new Set<string>() };

		expect(answerTo(seen, counted, groundAt(day, null, "check"), 0).is).toBe("void");
	});
});
