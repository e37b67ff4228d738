/**
 * Working time, counted as the one-stop counters count it; pure.
 *
 * The same rule is in Python (`tracking/kernel/deadline.py`); both read `tests/vectors/deadlines.json`.
 */

type Hours = readonly (readonly [opens: string, closes: string])[];

/** When offices work: the hours of Monday to Sunday, and of the days that differ. */
export interface CalendarTold {
	week: readonly Hours[];
	exceptions: Readonly<Record<string, Hours>>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The zone of the post has no summer time. */
const ZONE_MS = 7 * HOUR_MS;
/** The first of January 1970 was a Thursday. */
const FIRST_WEEKDAY = 3;
/** Further ahead than this nobody counts: what is due in so many days is in no danger. */
export const FARTHEST_DAYS = 400;

export const WORKING_DAY_MS = 8 * HOUR_MS;

const USUAL: Hours = [
	["07:00", "11:30"],
	["13:30", "17:00"],
];
/** The week of the law, until a server has told its holidays. */
export const USUAL_CALENDAR: CalendarTold = {
	week: [...Array<Hours>(5).fill(USUAL), [], []],
	exceptions: {},
};

type Periods = readonly (readonly [opensMs: number, closesMs: number])[];

/** A calendar as it is asked for many things at once: no day is read twice. */
export class WorkingCalendar {
	readonly #told: CalendarTold;
	readonly #days = new Map<number, Periods>();

	constructor(told: CalendarTold = USUAL_CALENDAR) {
		this.#told = told;
	}

	/** How long offices are open between two moments; zero if the end is earlier. */
	between(startMs: number, endMs: number, enoughMs = Number.POSITIVE_INFINITY): number {
		const last = dayOf(endMs);
		let total = 0;
		for (let day = dayOf(startMs); day <= last && total < enoughMs; day += 1) {
			for (const [opens, closes] of this.#periodsOf(day)) {
				total += Math.max(0, Math.min(closes, endMs) - Math.max(opens, startMs));
			}
		}
		return total;
	}

	/** The last moment from which offices are open for so long until the end. */
	startOf(endMs: number, openMs: number): number {
		const last = dayOf(endMs);
		let left = openMs;
		for (let day = last; day > last - FARTHEST_DAYS; day -= 1) {
			for (const [opens, closes] of [...this.#periodsOf(day)].reverse()) {
				const until = Math.min(closes, endMs);
				if (until - opens >= left) return until - left;
				left -= Math.max(0, until - opens);
			}
		}
		return Number.NEGATIVE_INFINITY;
	}

	#periodsOf(day: number): Periods {
		const known = this.#days.get(day);
		if (known !== undefined) return known;
		const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
		const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
		const hours = this.#told.exceptions[name] ?? this.#told.week[weekday] ?? [];
		const midnight = day * DAY_MS - ZONE_MS;
		const periods = hours.map(
			([opens, closes]) => [midnight + msOf(opens), midnight + msOf(closes)] as const,
		);
		this.#days.set(day, periods);
		return periods;
	}
}

function dayOf(ms: number): number {
	return Math.floor((ms + ZONE_MS) / DAY_MS);
}

function msOf(clock: string): number {
	const [hours = 0, minutes = 0] = clock.split(":").map(Number);
	return (hours * 60 + minutes) * 60_000;
}
