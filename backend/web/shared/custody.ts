/**
 * The table of moves: what may follow what, by whom, and who holds it then.
 *
 * The same table is in Python; both are compared with `tests/vectors/custody.json`. The server alone
 * decides; a phone uses the table to show at once what its own scan will most likely mean.
 */

import type { Act } from "./scan";
import type { CustodyState } from "./shapes";

type By = "roll" | "holder" | "offeree" | "other" | "anyone" | "giver" | "supervisor";
type HeldBy = "actor" | "holder" | "receiver" | "nobody";

export interface Move {
	state: CustodyState;
	by: By;
	held_by: HeldBy;
	needs_reason?: true;
}

type Row = Readonly<Partial<Record<Act, Move>>>;

const TAKEN: Move = { state: "held", by: "other", held_by: "actor" };
const FOUND: Move = { state: "held", by: "anyone", held_by: "actor" };
const FETCHED_BACK: Move = { ...FOUND, needs_reason: true };
const OFFERED: Move = { state: "offered", by: "holder", held_by: "holder" };
const DELIVERED: Move = { state: "delivered", by: "holder", held_by: "receiver" };
const LOST: Move = { state: "lost", by: "holder", held_by: "holder" };

export const MOVES: Readonly<Record<CustodyState | "none", Row>> = {
	none: {
		commission: { state: "held", by: "roll", held_by: "actor" },
		accept: FOUND,
		take: FOUND,
		find: FOUND,
	},
	held: {
		offer: OFFERED,
		accept: TAKEN,
		take: TAKEN,
		find: TAKEN,
		confirm: { state: "held", by: "giver", held_by: "holder" },
		deny: { state: "disputed", by: "giver", held_by: "nobody" },
		deliver: DELIVERED,
		report_lost: LOST,
	},
	offered: {
		offer: OFFERED,
		accept: TAKEN,
		refuse: { state: "held", by: "offeree", held_by: "holder" },
		withdraw: { state: "held", by: "holder", held_by: "holder" },
		take: TAKEN,
		find: TAKEN,
		deliver: DELIVERED,
		report_lost: LOST,
	},
	lost: { accept: FOUND, take: FOUND, find: FOUND },
	delivered: {
		take: FETCHED_BACK,
		find: FETCHED_BACK,
		confirm: { state: "delivered", by: "supervisor", held_by: "holder" },
	},
	disputed: { resolve: { state: "held", by: "supervisor", held_by: "receiver" } },
};

export interface Custody {
	state: CustodyState | null;
	holder: string | null;
	offeree: string | null;
}

export interface OwnAct {
	act: Act;
	party: string;
	to?: string;
}

/** What custody becomes by an act of one's own, as far as one can tell alone. */
export function afterOwnAct(before: Custody, own: OwnAct): Custody {
	const move = MOVES[before.state ?? "none"][own.act];
	if (move === undefined) return before;
	const holder = {
		actor: own.party,
		// A hand that shows the paper has it: whoever offers without holding has taken it first.
		holder: own.act === "offer" ? own.party : before.holder,
		receiver: own.to ?? null,
		nobody: null,
	}[move.held_by];
	const offeree = move.state === "offered" ? (own.to ?? null) : null;
	return { state: move.state, holder, offeree };
}
