import { describe, expect, test } from "vitest";
import { WorkingCalendar } from "../shared/working_time";
import { ALL, filtered, underWay } from "./filters";
import {
	grouped,
	incoming,
	isThere,
	openOffers,
	outgoing,
	results,
	uncommissioned,
	undecided,
	unproven,
} from "./queues";
import { CENTRE, COURIER, knownItem, OFFICE } from "./test_things";
import { groups, urgencyOf } from "./urgency";

const CALENDAR = new WorkingCalendar();
const NOW = Date.parse("2020-06-01T08:00:00+07:00");
const carried = knownItem({ holder: COURIER, holder_kind: "courier", next: CENTRE });

describe("what waits at an office", () => {
	test("what a courier carries to here, and what is offered to here, is to come", () => {
		const offered = knownItem({ subject: "o", state: "offered", offeree: CENTRE, next: null });
		const elsewhere = knownItem({
			subject: "e",
			holder: COURIER,
			holder_kind: "courier",
			next: OFFICE,
		});

		expect(incoming([carried, offered, elsewhere, knownItem()], CENTRE)).toEqual([
			carried,
			offered,
		]);
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

		expect(outgoing([knownItem(), offered, here, door], OFFICE)).toEqual([knownItem(), door]);
		expect([...openOffers([knownItem(), offered], OFFICE).keys()]).toEqual([offered.basis]);
	});

	test("what arrived is decided where it was going, once", () => {
		const arrived = knownItem({ holder: CENTRE });
		const decided = knownItem({ subject: "d", holder: CENTRE, business_state: "resolved" });

		expect(undecided([arrived, decided, knownItem()], CENTRE)).toEqual([arrived]);
		expect(underWay([arrived, decided])).toEqual([arrived]);
	});

	test("what only this desk knows to be here waits until the server knows it", () => {
		const signed = knownItem({ holder: CENTRE, sync: "pending" });
		const known = knownItem({ holder: CENTRE, business_state: "in_process" });

		expect(undecided([signed, known], CENTRE).map(isThere)).toEqual([false, true]);
	});

	test("a result waits at the counter where it was asked for", () => {
		const back = knownItem({ direction: "back", origin: CENTRE, destination: OFFICE });
		const toDoor = { ...back, subject: "d", goes_to_door: true };

		expect(results([back, toDoor, knownItem()], OFFICE)).toEqual([back]);
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
			const doubted = knownItem({ ...given });
			const atTheDoor = knownItem({ ...given, subject: "door", goes_to_door: true });
			const proven = ["good", "waived", "confirmed"] as const;
			const others = [
				...proven.map((one) => knownItem({ ...given, verdict: one })),
				knownItem({ ...given, destination: CENTRE }),
				knownItem({ ...given, state: "held" }),
			];

			expect(unproven([doubted, atTheDoor, ...others], OFFICE)).toEqual([doubted, atTheDoor]);
			expect(underWay([doubted, others[0] ?? doubted])).toEqual([doubted]);
		},
	);

	test("what was taken in and not signed is found again", () => {
		const begun = knownItem({ state: null, holder: null, holder_kind: null, tip: null });

		expect(uncommissioned([begun, knownItem()], OFFICE)).toEqual([begun]);
		expect(underWay([begun])).toEqual([]);
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
		expect(urgencyOf(disputed, NOW, CALENDAR)).toBe("disputed");
	});

	test("filters narrow it by field, office, time and holder", () => {
		const all = [knownItem(), risk, disputed, late];

		expect(filtered(all, { ...ALL, isSoon: true }, NOW, CALENDAR)).toEqual([risk, late]);
		expect(filtered(all, { ...ALL, holder: COURIER }, NOW, CALENDAR)).toEqual([disputed]);
		expect(filtered(all, { ...ALL, field: "land" }, NOW, CALENDAR)).toEqual([]);
		expect(filtered(all, { ...ALL, office: CENTRE }, NOW, CALENDAR)).toEqual(all);
	});
});
