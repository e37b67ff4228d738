import { describe, expect, test } from "vitest";
import { CENTRE, hat, me, OFFICE } from "./test_things";
import {
	hasPapers,
	mayAnswerTakes,
	mayDecide,
	mayEnrolDesk,
	mayEnrolPhone,
	mayRun,
	mayTakeIn,
	seatAt,
	workplaces,
	worksOf,
} from "./workplace";

const ROOM = { id: "room", name: "Phòng Điều hành" };
const overProvince = { kind: "unit", id: "province", own_office: ROOM } as const;

function place(...roles: Parameters<typeof hat>[0]["role"][]) {
	const [found] = workplaces(me(...roles.map((role) => hat({ role }))));
	if (found === undefined) throw new Error("no place");
	return found;
}

describe("where one works", () => {
	test("is each office once with all roles there, offices before units", () => {
		const found = workplaces(
			me(
				hat({ ...overProvince, role: "supervisor" }),
				hat({ role: "clerk" }),
				hat({ role: "officer" }),
			),
		);

		expect(found.map(({ id }) => id)).toEqual([OFFICE, "province"]);
		expect(found[0]?.roles).toEqual(new Set(["clerk", "officer"]));
	});

	test("a courier's own hat is no place", () => {
		expect(workplaces(me(hat({ kind: "courier", role: "courier" })))).toEqual([]);
	});

	test.each(["clerk", "officer", "supervisor"] as const)(
		"a %s signs at a desk of the office",
		(role) => {
			expect(place(role).desk?.id).toBe(OFFICE);
		},
	);

	test.each(["administrator", "auditor"] as const)("an %s signs at none", (role) => {
		expect(place(role).desk).toBeNull();
	});

	test("who supervises a unit signs at a desk of its own office, if it has one", () => {
		const found = workplaces(
			me(
				hat({ ...overProvince, role: "supervisor" }),
				hat({ kind: "unit", id: CENTRE, role: "supervisor" }),
			),
		);

		expect(found.map(({ desk }) => desk)).toEqual([ROOM, null]);
	});
});

describe("what one is offered", () => {
	const DUTIES = {
		takesIn: mayTakeIn,
		hasPapers,
		decides: mayDecide,
		answers: mayAnswerTakes,
		runs: mayRun,
		enrolsDesks: mayEnrolDesk,
		enrolsPhones: mayEnrolPhone,
	};

	test.each([
		["clerk", "takesIn hasPapers answers enrolsDesks enrolsPhones"],
		["officer", "hasPapers decides enrolsDesks"],
		["supervisor", "answers runs enrolsDesks enrolsPhones"],
		["administrator", "runs enrolsDesks enrolsPhones"],
		["auditor", ""],
	] as const)("%s: %s", (role, duties) => {
		const found = Object.entries(DUTIES).filter(([, may]) => may(place(role)));

		expect(found.map(([duty]) => duty).join(" ")).toBe(duties);
	});

	test.each([
		["clerk", "intake in out results incoming held import"],
		["officer", "in out results decide incoming held import"],
		["supervisor", "incoming held import"],
		["administrator", "incoming held"],
		["auditor", "incoming held"],
	] as const)("%s has on the desk page: %s", (role, works) => {
		expect(worksOf(place(role)).join(" ")).toBe(works);
	});

	test("over a unit nobody has papers in hand, whatever the role", () => {
		const [found] = workplaces(
			me(hat({ ...overProvince, role: "clerk" }), hat({ ...overProvince, role: "officer" })),
		);

		for (const may of [mayTakeIn, hasPapers, mayDecide, mayAnswerTakes]) {
			expect(found && may(found)).toBe(false);
		}
		expect(found && worksOf(found)).toEqual([]);
	});
});

test.each([
	["clerk", "no_desk"],
	["officer", "no_desk"],
	["supervisor", "runs"],
	["auditor", "looks"],
] as const)("a browser that is no desk is not said to run a place for its %s", (role, seat) => {
	const [place] = workplaces(me(hat({ role })));
	if (place === undefined) throw new Error("no place");

	expect(seatAt(place, false)).toBe(seat);
	expect(seatAt(place, true)).toBe("desk");
});
