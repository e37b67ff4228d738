/** Which papers come first: sorted by harm, with the time that is left; pure. */

import type { BoardItem } from "../shared/shapes";
import { isUnproven } from "./verdicts";

export type Urgency = "late" | "disputed" | "unproven" | "risk" | "ontime";

const BY_HARM: readonly Urgency[] = ["late", "disputed", "unproven", "risk", "ontime"];

/** Less time than this before the due time, and not yet where it must be: in danger. */
const RISK_MS = 24 * 3_600_000;

export function urgencyOf(item: BoardItem, now: number): Urgency {
	const left = Date.parse(item.due_at) - now;
	if (item.state === "disputed") return "disputed";
	if (isUnproven(item)) return "unproven";
	if (left < 0) return "late";
	return left < RISK_MS ? "risk" : "ontime";
}

/** Time is short, or over; a dispute may have both. */
export function isPressing(item: BoardItem, now: number): boolean {
	return Date.parse(item.due_at) - now < RISK_MS;
}

export interface Group<Item extends BoardItem = BoardItem> {
	urgency: Urgency;
	items: Item[];
}

/** Groups in the order of harm, each by due time; empty groups are left out. */
export function groups<Item extends BoardItem>(items: Iterable<Item>, now: number): Group<Item>[] {
	const found = new Map<Urgency, Item[]>(BY_HARM.map((urgency) => [urgency, []]));
	for (const item of items) found.get(urgencyOf(item, now))?.push(item);
	return BY_HARM.map((urgency) => ({
		urgency,
		items: (found.get(urgency) ?? []).sort(byDue),
	})).filter((group) => group.items.length > 0);
}

function byDue(one: BoardItem, other: BoardItem): number {
	return Date.parse(one.due_at) - Date.parse(other.due_at) || one.code.localeCompare(other.code);
}
