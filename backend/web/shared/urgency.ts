/** How pressing a due time is: the same limit in working hours on every screen; pure. */

import { FARTHEST_DAYS, WORKING_DAY_MS, type WorkingCalendar } from "./working_time";

export type Urgency = "late" | "risk" | "ontime";

/** Less working time than this, half a working day, and not yet where it must be: in danger. */
const RISK_MS = WORKING_DAY_MS / 2;
const FARTHEST_MS = FARTHEST_DAYS * 24 * 3_600_000;

export function urgency(dueAt: string, nowMs: number, calendar: WorkingCalendar): Urgency {
	const dueMs = Date.parse(dueAt);
	if (dueMs <= nowMs) return "late";
	return calendar.between(nowMs, seen(dueMs, nowMs), RISK_MS) < RISK_MS ? "risk" : "ontime";
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
	const dueMs = seen(Date.parse(dueAt), nowMs);
	return calendar.between(Math.min(nowMs, dueMs), Math.max(nowMs, dueMs));
}

function seen(dueMs: number, nowMs: number): number {
	return Math.min(dueMs, nowMs + FARTHEST_MS);
}
