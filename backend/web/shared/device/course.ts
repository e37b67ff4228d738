/**
 * How the sending goes on after whatever came. Pure, so that every way out sets a next try and a
 * reason, and each of them can be tested without a network.
 *
 * A refusal of our own lengthens the pause, and every second one halves the batch; a scan that is
 * refused alone is set aside. What says nothing of the scans sets none of them aside.
 */

export const MAX_SCANS = 200;

const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A server that is ill is left alone for longer, and longer still each time. */
const LONGEST_ILL_MS = 60 * 60_000;
/** Whatever somebody in between asks for: nobody is waited for without limit. */
const LONGEST_ASKED_MS = 60 * 60_000;
const REFUSALS_BEFORE_HALVING = 2;
/** So many set aside one after the other mean that the server may be ill. */
const ASIDES_BEFORE_WAITING = 2;

/** Why nothing is sent just now. Each has its words on the screens. */
export type Why =
	| "offline"
	| "slow"
	| "foreign"
	| "busy"
	| "refused"
	| "ill"
	| "unproven"
	| "full"
	| "broken";

export type Came =
	/** A receipt that verifies, and that names what was sent. */
	| { is: "receipt" }
	/** Our own problem, about what was sent; `askedMs` is how long the server asks to be left alone. */
	| { is: "refused"; size: number; askedMs: number }
	/** Our own problem, and nothing is wrong with what was sent. */
	| { is: "busy"; askedMs: number }
	| { is: "slow"; size: number }
	/** An answer that is not ours in form; a limit is a 4xx of somebody in between. */
	| { is: "foreign"; size: number; isLimit: boolean }
	| { is: "offline" }
	| { is: "unproven" }
	/** This phone has no room to write down what was answered. */
	| { is: "full" }
	/** This phone's store does not answer, or something happened of which nobody thought. */
	| { is: "broken" };

export interface Course {
	/** How many scans the next batch holds at most. */
	maxScans: number;
	/** Counted since the last receipt, each in a row. */
	refusals: number;
	asides: number;
	failures: number;
}

export const OUTSET: Readonly<Course> = {
	...{ maxScans: MAX_SCANS, refusals: 0, asides: 0, failures: 0 },
};

export interface Next {
	course: Course;
	/** The scan that was sent alone is set aside. */
	setsAside: boolean;
	/** Null: go on at once. */
	wait: { why: Why; ms: number } | null;
}

/** What follows; `chance` is from 0 to 1: all phones of a village find the network in one second. */
export function following(course: Readonly<Course>, came: Came, chance: number): Next {
	switch (came.is) {
		case "receipt":
			return goOn({ ...OUTSET, maxScans: grown(course.maxScans) });
		case "refused":
			return afterRefusal(course, came, chance);
		case "busy":
			return pause(course, "busy", chance, came.askedMs);
		case "slow":
			return pause({ ...course, maxScans: half(came.size) }, "slow", chance);
		case "foreign": {
			const maxScans = came.isLimit ? half(came.size) : course.maxScans;
			return pause({ ...course, maxScans }, "foreign", chance);
		}
		default:
			return pause(course, came.is, chance);
	}
}

function afterRefusal(
	course: Readonly<Course>,
	{ size, askedMs }: { size: number; askedMs: number },
	chance: number,
): Next {
	const refusals = course.refusals + 1;
	if (refusals < REFUSALS_BEFORE_HALVING) {
		return pause({ ...course, refusals }, "refused", chance, askedMs);
	}
	if (size > 1) {
		return pause({ ...course, refusals: 0, maxScans: half(size) }, "refused", chance, askedMs);
	}
	return aside({ ...course, refusals: 0, asides: course.asides + 1, maxScans: 1 });
}

/** The others go on without it, one at a time at first; of every second one in a row it rests. */
function aside(course: Course): Next {
	const rests = course.asides / ASIDES_BEFORE_WAITING;
	if (!Number.isInteger(rests)) return { ...goOn(course), setsAside: true };
	const ms = Math.min(LONGEST_ILL_MS, LONGEST_PAUSE_MS * 2 ** (rests - 1));
	return { course, setsAside: true, wait: { why: "ill", ms } };
}

function goOn(course: Course): Next {
	return { course, setsAside: false, wait: null };
}

function pause(course: Readonly<Course>, why: Why, chance: number, askedMs = 0): Next {
	const longestMs = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** course.failures);
	const ms = Math.max(
		Math.min(LONGEST_ASKED_MS, askedMs),
		longestMs * (0.5 + Math.min(1, Math.max(0, chance)) / 2),
	);
	return {
		course: { ...course, failures: course.failures + 1 },
		setsAside: false,
		wait: { why, ms },
	};
}

function half(size: number): number {
	return Math.max(1, Math.ceil(size / 2));
}

/** By a quarter: on a slow road three of four batches then come through. */
function grown(maxScans: number): number {
	return Math.min(MAX_SCANS, maxScans + Math.ceil(maxScans / 4));
}
