/** How limits and times of an intake are written. */

import type { Missing, Procedure } from "./intake";
import { m } from "./words/messages";

/** Counted by opening hours; days and months of the calendar end with their last day. */
const IN_HOURS: ReadonlySet<string> = new Set(["hour", "working_day"]);

/** «7 ngày làm việc», «giải quyết ngay trong ngày». */
export function limitText({ limit_value, limit_unit, has_same_day_rule }: Procedure): string {
	if (has_same_day_rule && limit_value <= 1) return m.limit_same_day();
	const count = limit_value;
	if (limit_unit === "working_day") return m.limit_working_days({ count });
	if (limit_unit === "hour") return m.limit_hours({ count });
	if (limit_unit === "month") return m.limit_months({ count });
	return m.limit_days({ count });
}

/** Over a due time: by what it was counted, where a procedure says in what. */
export function dueCountedText(procedure: Pick<Procedure, "limit_unit"> | null): string {
	if (procedure === null) return m.due();
	return IN_HOURS.has(procedure.limit_unit) ? m.due_counted() : m.due_counted_days();
}

/** «00:38». */
export function timerText(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const hours = Math.floor(seconds / 3600);
	const rest = [Math.floor((seconds % 3600) / 60), seconds % 60];
	const shown = hours > 0 ? [hours, ...rest] : rest;
	return shown.map((part) => String(part).padStart(2, "0")).join(":");
}

const MISSING: Readonly<Record<Missing, () => string>> = {
	procedure: m.missing_procedure,
	name: m.missing_name,
	address: m.missing_address,
	papers: m.missing_papers,
	phone: m.missing_phone,
	identity: m.missing_identity,
};

export function missingText(missing: Missing): string {
	return MISSING[missing]();
}
