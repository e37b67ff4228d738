/** How pressing a due time is: the same limit in working hours on every screen; pure. */

import { WORKING_DAY_MS, type WorkingCalendar } from "./working_time";

export type Urgency = "late" | "risk" | "ontime";

/** Less working time than this, half a working day, and not yet where it must be: in danger. */
const RISK_MS = WORKING_DAY_MS / 2;

export function urgency(dueAt: string, nowMs: number, calendar: WorkingCalendar): Urgency {
	const dueMs = Date.parse(dueAt);
	if (dueMs <= nowMs) return "late";
	return calendar.between(nowMs, dueMs, RISK_MS) < RISK_MS ? "risk" : "ontime";
}

/** The moments after which something is in danger, and from which it is late. */
export interface Turns {
	riskMs: number;
	lateMs: number;
}

export function turnsOf(dueAt: string, calendar: WorkingCalendar): Turns {
	const lateMs = Date.parse(dueAt);
	return { riskMs: calendar.startOf(lateMs, RISK_MS), lateMs };
}

/** The same as `urgency`, for whoever asks of many things each second: nothing is counted anew. */
export function urgencyBy({ riskMs, lateMs }: Turns, nowMs: number): Urgency {
	if (lateMs <= nowMs) return "late";
	return riskMs < nowMs ? "risk" : "ontime";
}

/** How much working time is left until it is due; of what is late, how much it is late by. */
export function workingTimeTo(dueAt: string, nowMs: number, calendar: WorkingCalendar): number {
	const dueMs = Date.parse(dueAt);
	return calendar.between(Math.min(nowMs, dueMs), Math.max(nowMs, dueMs));
}
