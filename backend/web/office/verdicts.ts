/** What the proof of a delivery is worth, in plain words; pure. */

import type { BoardItem, Verdict } from "../shared/shapes";
import { m } from "./words/messages";

const WORDS: Readonly<Record<Verdict, () => string>> = {
	good: m.verdict_good,
	bad: m.verdict_bad,
	pending: m.verdict_pending,
	waived: m.verdict_waived,
	confirmed: m.verdict_confirmed,
};

export function verdictWord(verdict: Verdict): string {
	return WORDS[verdict]();
}

/** Handed over, and not proven: a supervisor has to confirm it. */
export function isUnproven({ state, verdict }: Pick<BoardItem, "state" | "verdict">): boolean {
	return state === "delivered" && isDoubted(verdict);
}

export function isDoubted(verdict: Verdict | null | undefined): boolean {
	return verdict === "pending" || verdict === "bad";
}
