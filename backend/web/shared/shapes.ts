/** What the API answers, by the names under which the screens speak of it. */

import type { components } from "./openapi";

export type Answered = components["schemas"];

export type Problem = Answered["Problem"] & Record<string, unknown>;

/** What the proof of a delivery is worth: pending is demanded and has not come, or cannot be tried. */
export type Verdict = Answered["Verdict"];

export type CustodyState = Answered["State"];

/** Its `tip` is the newest node of its line, the basis of the next scan. */
export type BoardItem = Answered["BoardItemOut"];

/** The body of `custody.changed`, which the feed tells. */
export interface CustodyChanged
	extends Pick<
		BoardItem,
		"subject" | "rev" | "holder" | "offeree" | "claimants" | "certainty" | "flags"
	> {
	kind: "item" | "receptacle";
	state: CustodyState;
	inside: string | null;
	earliest: string;
	latest: string;
	scan: string;
	/** Of the delivery with which its line ends, if it does. */
	verdict?: Verdict | null;
}

export type Paper = Answered["PaperOut"];
