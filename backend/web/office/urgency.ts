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

/** It is handed over, or its dossier is returned: nobody waits for it, and no time runs. */
export function isOver({ state, business_state }: Pick<BoardItem, "state" | "business_state">) {
	return state === "delivered" || business_state === "returned";
}

/** How pressing its time is, as long as it runs. */
export function timeOf(
	item: Pick<BoardItem, "due_at" | "state" | "business_state">,
	now: number,
	calendar: WorkingCalendar,
): ByTime {
	return isOver(item) ? "ontime" : urgency(item.due_at, now, calendar);
}

/** Time is short, or over; a dispute may have both. */
export function isPressing(
	item: Pick<BoardItem, "due_at" | "state" | "business_state">,
	now: number,
	calendar: WorkingCalendar,
): boolean {
	return timeOf(item, now, calendar) !== "ontime";
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
		const time = isOver(item) ? "ontime" : urgencyBy(turnsOf(item.due_at, calendar), now);
		found.get(urgencyOf(item, time))?.push(item);
	}
	return [...found].flatMap(([urgency, items]) => (items.length > 0 ? [{ urgency, items }] : []));
}
