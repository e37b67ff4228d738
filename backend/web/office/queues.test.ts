import { describe, expect, test } from "vitest";
import type { KnownItem } from "../shared/handoff/overlay";
import { turnsOf, urgencyBy } from "../shared/urgency";
import { WorkingCalendar } from "../shared/working_time";
import { Board } from "./board";
import { ALL, isUnderWay, isWanted } from "./filters";
import { KnownBoard } from "./known_board";
import { grouped, isThere, Queues } from "./queues";
import { CENTRE, COURIER, knownItem, OFFICE, snapshot } from "./test_things";
import { groups, urgencyOf } from "./urgency";

const CALENDAR = new WorkingCalendar();
const NOW = Date.parse("2020-06-01T08:00:00+07:00");
const carried = knownItem({ holder: COURIER, holder_kind: "courier", next: CENTRE });

/** The queues of an office, of a board that shows these. */
function at(office: string, items: readonly KnownItem[]): Queues {
	const board = new Board({ ...snapshot(), items: [] });
	const known = new KnownBoard(board, { party: office, kind: "office" });
	for (const item of items) known.byId.set(item.subject, item);
	return new Queues(known, office);
}

describe("what waits at an office", () => {
	test("what a courier carries to here, and what is offered to here, is to come", () => {
		const offered = knownItem({ subject: "o", state: "offered", offeree: CENTRE, next: null });
		const elsewhere = knownItem({
			subject: "e",
			holder: COURIER,
			holder_kind: "courier",
			next: OFFICE,
		});

		const here = knownItem({ subject: "here" });
		const queues = at(CENTRE, [carried, offered, elsewhere, here]);
		expect(queues.list("incoming")).toEqual([carried, offered]);
	});

	test("what is held with somewhere to go goes out, and what is offered already does not", () => {
		const offered = knownItem({ subject: "o", state: "offered", offeree: COURIER });
		const here = knownItem({ subject: "h", destination: OFFICE });
		const door = knownItem({
			subject: "d",
			destination: OFFICE,
			goes_to_door: true,
			direction: "back",
		});

		const queues = at(OFFICE, [knownItem(), offered, here, door]);
		expect(queues.list("outgoing")).toEqual([knownItem(), door]);
		expect([...queues.openOffers().keys()]).toEqual([offered.basis]);
	});

	test("what arrived is decided where it was going, once", () => {
		const arrived = knownItem({ holder: CENTRE });
		const decided = knownItem({ subject: "d", holder: CENTRE, business_state: "resolved" });

		const elsewhere = knownItem({ subject: "e" });
		expect(at(CENTRE, [arrived, decided, elsewhere]).list("undecided")).toEqual([arrived]);
		expect([arrived, decided].filter(isUnderWay)).toEqual([arrived]);
	});

	test("what only this desk knows to be here waits until the server knows it", () => {
		const signed = knownItem({ holder: CENTRE, sync: "pending" });
		const known = knownItem({ subject: "k", holder: CENTRE, business_state: "in_process" });

		expect(at(CENTRE, [signed, known]).list("undecided").map(isThere)).toEqual([false, true]);
	});

	test("a result waits at the counter where it was asked for", () => {
		const back = knownItem({ direction: "back", origin: CENTRE, destination: OFFICE });
		const toDoor = { ...back, subject: "d", goes_to_door: true };

		const out = knownItem({ subject: "out" });
		expect(at(OFFICE, [back, toDoor, out]).list("results")).toEqual([back]);
	});

	test.each(["pending", "bad"] as const)(
		"what was given out with a proof that is %s waits for a supervisor",
		(verdict) => {
			const given = {
				state: "delivered",
				direction: "back",
				destination: OFFICE,
				verdict,
			} as const;
			const doubted = knownItem({ ...given, subject: "counter" });
			const atTheDoor = knownItem({ ...given, subject: "door", goes_to_door: true });
			const proven = ["good", "waived", "confirmed"] as const;
			const others = [
				...proven.map((one) => knownItem({ ...given, subject: one, verdict: one })),
				knownItem({ ...given, subject: "far", destination: CENTRE }),
				knownItem({ ...given, subject: "held", state: "held" }),
			];

			const queues = at(OFFICE, [doubted, atTheDoor, ...others]);
			expect(queues.list("unproven")).toEqual([doubted, atTheDoor]);
			expect([doubted, others[0] ?? doubted].filter(isUnderWay)).toEqual([doubted]);
		},
	);

	test("what was taken in and not signed is found again", () => {
		const begun = knownItem({ state: null, holder: null, holder_kind: null, tip: null });

		const signed = knownItem({ subject: "signed" });
		expect(at(OFFICE, [begun, signed]).list("uncommissioned")).toEqual([begun]);
		expect([begun].filter(isUnderWay)).toEqual([]);
	});

	test("groups keep the order in which they come", () => {
		const other = knownItem({ subject: "x", next: OFFICE });

		const found = grouped([carried, other, carried], (item) => item.next ?? "");

		expect(found).toEqual([
			[CENTRE, [carried, carried]],
			[OFFICE, [other]],
		]);
	});
});

describe("a board sorted by harm", () => {
	const late = knownItem({ subject: "late", due_at: "2020-05-31T16:30:00+07:00" });
	const risk = knownItem({ subject: "risk", due_at: "2020-06-01T11:30:00+07:00" });
	const disputed = knownItem({
		subject: "disputed",
		state: "disputed",
		holder: null,
		claimants: [OFFICE, COURIER],
	});

	test("late comes first, then disputed, unproven, at risk, and on time last", () => {
		const unproven = knownItem({ subject: "unproven", state: "delivered", verdict: "pending" });

		const found = groups([knownItem(), risk, unproven, disputed, late], NOW, CALENDAR);

		const order = ["late", "disputed", "unproven", "risk", "ontime"];
		expect(found.map((group) => group.urgency)).toEqual(order);
		expect(urgencyOf(disputed, "late")).toBe("disputed");
	});

	test("filters narrow it by field, office and time", () => {
		const all = [knownItem(), risk, disputed, late];

		const seen = (wanted: Partial<typeof ALL>) =>
			all.filter((item) => {
				const time = urgencyBy(turnsOf(item.due_at, CALENDAR), NOW);
				return isWanted(item, time, { ...ALL, ...wanted });
			});
		expect(seen({ isSoon: true })).toEqual([risk, late]);
		expect(seen({ field: "land" })).toEqual([]);
		expect(seen({ office: CENTRE })).toEqual(all);
	});
});
