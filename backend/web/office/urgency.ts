/** Which papers come first: sorted by harm, with the time that is left; pure. */

import type { BoardItem } from "../shared/shapes";
import { type Urgency as ByTime, urgency } from "../shared/urgency";
import type { WorkingCalendar } from "../shared/working_time";
import { isUnproven } from "./verdicts";

export type Urgency = ByTime | "disputed" | "unproven";

const BY_HARM: readonly Urgency[] = ["late", "disputed", "unproven", "risk", "ontime"];

export function urgencyOf(item: BoardItem, now: number, calendar: WorkingCalendar): Urgency {
	if (item.state === "disputed") return "disputed";
	if (isUnproven(item)) return "unproven";
	return urgency(item.due_at, now, calendar);
}

/** Time is short, or over; a dispute may have both. */
export function isPressing(
	{ due_at }: Pick<BoardItem, "due_at">,
	now: number,
	calendar: WorkingCalendar,
): boolean {
	return urgency(due_at, now, calendar) !== "ontime";
}

export interface Group<Item extends BoardItem = BoardItem> {
	urgency: Urgency;
	items: Item[];
}

/** Groups in the order of harm, each by due time; empty groups are left out. */
export function groups<Item extends BoardItem>(
	items: Iterable<Item>,
	now: number,
	calendar: WorkingCalendar,
): Group<Item>[] {
	const found = new Map<Urgency, Item[]>(BY_HARM.map((urgency) => [urgency, []]));
	for (const item of items) found.get(urgencyOf(item, now, calendar))?.push(item);
	return BY_HARM.map((urgency) => ({
		urgency,
		items: (found.get(urgency) ?? []).sort(byDue),
	})).filter((group) => group.items.length > 0);
}

function byDue(one: BoardItem, other: BoardItem): number {
	return Date.parse(one.due_at) - Date.parse(other.due_at) || one.code.localeCompare(other.code);
}
