import { describe, expect, test } from "vitest";
import { vectors } from "../build/vectors";
import { afterOwnAct, type Custody, MOVES, type Move } from "./custody";
import type { Act } from "./scan";
import type { CustodyState } from "./shapes";

type Row = [
	state: CustodyState | null,
	act: Act,
	next: CustodyState,
	by: string,
	heldBy: string,
	needsReason: boolean,
];

const OFFICE = "office";
const COURIER = "courier";
const HELD: Custody = { state: "held", holder: OFFICE, offeree: null };

describe("the table of moves", () => {
	test("is the kernel's, row by row", () => {
		const { moves } = vectors<{ moves: Row[] }>("custody");

		expect(rows().sort()).toEqual([...moves].sort());
	});

	function rows(): Row[] {
		return Object.entries(MOVES).flatMap(([state, row]) =>
			Object.entries(row).map(([act, move]) => asRow(state, act as Act, move)),
		);
	}

	function asRow(state: string, act: Act, move: Move): Row {
		const from = state === "none" ? null : (state as CustodyState);
		return [from, act, move.state, move.by, move.held_by, move.needs_reason === true];
	}
});

describe("one's own act", () => {
	test("an offer waits for the offeree, and the offerer holds it meanwhile", () => {
		const offered = afterOwnAct(HELD, { act: "offer", party: OFFICE, to: COURIER });

		expect(offered).toEqual({ state: "offered", holder: OFFICE, offeree: COURIER });
		expect(afterOwnAct(offered, { act: "accept", party: COURIER })).toEqual({
			...{ state: "held", holder: COURIER, offeree: null },
		});
		expect(afterOwnAct(offered, { act: "withdraw", party: OFFICE })).toEqual(HELD);
	});

	test("who offers without holding shows that the paper is in his hand", () => {
		expect(afterOwnAct(HELD, { act: "offer", party: COURIER, to: "other" }).holder).toBe(COURIER);
	});

	test("a delivery ends with the receiver, and what has no row changes nothing", () => {
		const delivered = afterOwnAct(HELD, { act: "deliver", party: OFFICE, to: "citizen" });

		expect(delivered).toEqual({ state: "delivered", holder: "citizen", offeree: null });
		expect(afterOwnAct(delivered, { act: "check", party: OFFICE })).toBe(delivered);
	});
});
