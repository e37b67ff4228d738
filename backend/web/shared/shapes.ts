/** What the API answers, as the screens read it. */

export interface Problem {
	type: string;
	title: string;
	status: number;
	code: string;
	retry: "never" | "later" | "after_change";
	[field: string]: unknown;
}

/** What the proof of a delivery is worth: pending is demanded and has not come, or cannot be tried. */
export type Verdict = "good" | "bad" | "pending" | "waived" | "confirmed";

export type CustodyState = "held" | "offered" | "delivered" | "lost" | "disputed";

interface ItemLabel {
	id: string;
	code: string;
	is_void: boolean;
}

export interface BoardItem {
	subject: string;
	rev: number;
	kind: "item";
	code: string;
	dossier: string;
	direction: "out" | "back";
	procedure: string;
	field_code: string;
	origin: string;
	destination: string;
	goes_to_door: boolean;
	next: string | null;
	due_at: string;
	business_state: string;
	seal: string;
	labels: ItemLabel[];
	paper_count: number;
	state: CustodyState | null;
	holder: string | null;
	holder_kind: string | null;
	offeree: string | null;
	claimants: string[];
	certainty: "verified" | "inferred";
	flags: string[];
	/** The newest node of its line: the basis of the next scan. */
	tip: string | null;
	earliest: string | null;
	latest: string | null;
	scan: string | null;
	cases: number;
	/** Of the delivery with which its line ends, if it does. */
	verdict?: Verdict | null;
}

/** The body of `custody.changed`. */
export interface CustodyChanged {
	subject: string;
	rev: number;
	kind: "item" | "receptacle";
	state: CustodyState;
	holder: string | null;
	offeree: string | null;
	claimants: string[];
	inside: string | null;
	certainty: "verified" | "inferred";
	flags: string[];
	earliest: string;
	latest: string;
	scan: string;
	verdict?: Verdict | null;
}

export interface PartyName {
	id: string;
	kind: string;
	name: string;
	short_name: string;
	call_sign?: string | null;
}

export interface Paper {
	no: number;
	name: string;
	kind: string;
	count: number;
}
