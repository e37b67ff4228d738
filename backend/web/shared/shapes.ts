/** What the API answers, by the names under which the screens speak of it. */

import type { components } from "./openapi";

export type Answered = components["schemas"];

export type Problem = Answered["Problem"] & Record<string, unknown>;

/** What the proof of a delivery is worth: pending is demanded and has not come, or cannot be tried. */
export type Verdict = Answered["Verdict"];

export type CustodyState = Answered["State"];

/** Its `tip` is the newest node of its line, the basis of the next scan. */
export type BoardItem = Answered["BoardItemOut"];

/** How an item's custody stands, as boards show it and as its changes are told. */
type Custody = Pick<
	BoardItem,
	| "rev"
	| "state"
	| "holder"
	| "holder_kind"
	| "offeree"
	| "claimants"
	| "certainty"
	| "flags"
	| "tip"
	| "earliest"
	| "latest"
	| "scan"
	| "verdict"
>;

/** The body of `custody.changed`, which the feed tells; no verdict is none. */
export interface CustodyChanged
	extends Omit<Custody, "verdict">,
		Partial<Pick<Custody, "verdict">> {
	subject: string;
	kind: "item" | "receptacle";
	inside: string | null;
}

/** What a fact says of an item's custody, read alike at every screen. */
export function custodyIn(fact: CustodyChanged): Custody {
	const { rev, state, holder, holder_kind, offeree, claimants } = fact;
	const { certainty, flags, tip, earliest, latest, scan, verdict = null } = fact;
	return {
		...{ rev, state, holder, holder_kind, offeree, claimants },
		...{ certainty, flags, tip, earliest, latest, scan, verdict },
	};
}

export type Paper = Answered["PaperOut"];
