/** Which papers come first: sorted by harm, with the time that is left; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import type { BoardItem } from "../shared/shapes";
import { type Urgency as ByTime, turnsOf, urgency, urgencyBy } from "../shared/urgency";
import type { WorkingCalendar } from "../shared/working_time";
import { isUnproven } from "./verdicts";

export type Urgency = ByTime | "disputed" | "unproven";

export const BY_HARM: readonly Urgency[] = ["late", "disputed", "unproven", "risk", "ontime"];

/** How pressing it is by its time, unless more than its time is amiss. */
export function urgencyOf(item: Pick<BoardItem, "state" | "verdict">, time: ByTime): Urgency {
	if (item.state === "disputed") return "disputed";
	return isUnproven(item) ? "unproven" : time;
}

/** Time is short, or over; a dispute may have both. */
export function isPressing(
	{ due_at }: Pick<BoardItem, "due_at">,
	now: number,
	calendar: WorkingCalendar,
): boolean {
	return urgency(due_at, now, calendar) !== "ontime";
}

export interface Group {
	urgency: Urgency;
	items: readonly KnownItem[];
}

/** Groups in the order of harm, the items in theirs; empty groups are left out. */
export function groups(
	items: Iterable<KnownItem>,
	now: number,
	calendar: WorkingCalendar,
): Group[] {
	const found = new Map<Urgency, KnownItem[]>(BY_HARM.map((urgency) => [urgency, []]));
	for (const item of items) {
		found.get(urgencyOf(item, urgencyBy(turnsOf(item.due_at, calendar), now)))?.push(item);
	}
	return [...found].flatMap(([urgency, items]) => (items.length > 0 ? [{ urgency, items }] : []));
}
