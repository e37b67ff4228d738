/** How times, dates, ages and codes are written on screens; always in the zone of the post. */

const ZONE = "Asia/Ho_Chi_Minh";

export type Locale = "vi" | "en";

const TAGS: Record<Locale, string> = { vi: "vi-VN", en: "en-GB" };

/** 24 hours: `09:48`. */
export function clock(at: Date | number | string): string {
	return formatter("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
		new Date(at),
	);
}

/** Day and month, without the year: `27/05`. */
export function dayMonth(at: Date | number | string): string {
	return formatter("en-GB", { day: "2-digit", month: "2-digit" }).format(new Date(at));
}

/** Day, month and year: `27/05/2020`. */
export function fullDate(at: Date | number | string): string {
	return formatter("en-GB", { day: "2-digit", month: "2-digit", year: "numeric" }).format(
		new Date(at),
	);
}

/** «Thứ Tư», Wednesday. */
export function weekday(at: Date | number | string, locale: Locale): string {
	return formatter(TAGS[locale], { weekday: "long" }).format(new Date(at));
}

export function isSameDay(one: Date | number | string, other: Date | number | string): boolean {
	return fullDate(one) === fullDate(other);
}

/** The clock of today, else the day with it: `09:48`, `26/05 15:20`. */
export function clockOrDay(at: Date | number | string, now: Date | number): string {
	return isSameDay(at, now) ? clock(at) : `${dayMonth(at)} ${clock(at)}`;
}

/** An age: «40 giây», «14 phút», «2 giờ 10», «1 ngày». */
export function age(ms: number, locale: Locale): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	if (seconds < 60) return unit(seconds, "second", locale);
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return unit(minutes, "minute", locale);
	const hours = Math.floor(minutes / 60);
	if (hours >= 24) return unit(Math.floor(hours / 24), "day", locale);
	const rest = minutes % 60;
	return rest === 0
		? unit(hours, "hour", locale)
		: `${unit(hours, "hour", locale)} ${String(rest).padStart(2, "0")}`;
}

const WORKING_DAY_MINUTES = 8 * 60;
const OF_WORK: Record<Locale, string> = { vi: "làm việc", en: "of work" };

/**
 * Working time, eight hours to a day: «3 ngày 4 giờ làm việc», «2 giờ 30 phút làm việc». `isBare` where
 * a heading says that it is working time.
 */
export function workingTime(ms: number, locale: Locale, isBare = false): string {
	const minutes = Math.max(0, Math.floor(ms / 60_000));
	const days = Math.floor(minutes / WORKING_DAY_MINUTES);
	const hours = Math.floor((minutes % WORKING_DAY_MINUTES) / 60);
	const rest: [number, string] = days > 0 ? [hours, "hour"] : [minutes % 60, "minute"];
	const parts: [number, string][] = [days > 0 ? [days, "day"] : [hours, "hour"], rest];
	const told = parts.filter(([value]) => value > 0);
	const said = (told.length > 0 ? told : [rest]).map(([value, name]) => unit(value, name, locale));
	return isBare ? said.join(" ") : [...said, OF_WORK[locale]].join(" ");
}

/** `1.234,5` in Vietnamese. */
export function number(value: number, locale: Locale, digits = 0): string {
	return figures(TAGS[locale], { maximumFractionDigits: digits }).format(value);
}

/** `3,1 km`, or metres below one. */
export function distance(m: number, locale: Locale): string {
	return m < 1000
		? `${number(Math.round(m / 10) * 10, locale)} m`
		: `${number(m / 1000, locale, 1)} km`;
}

/** `1,2 GB`: storage in the units that a phone's own settings use. */
export function storage(bytes: number, locale: Locale): string {
	const gigabytes = bytes / 1e9;
	return gigabytes >= 1
		? `${number(gigabytes, locale, 1)} GB`
		: `${number(bytes / 1e6, locale)} MB`;
}

/** A code's last four figures carry the weight, and the head may be cut: `…14.H20-200527-` `0031`. */
export function codeParts(code: string, headLength = Number.POSITIVE_INFINITY): [string, string] {
	const head = code.slice(0, -4);
	const shown = head.length > headLength ? `…${head.slice(-headLength)}` : head;
	return [shown, code.slice(-4)];
}

function unit(value: number, name: string, locale: Locale): string {
	const options = { style: "unit", unit: name, unitDisplay: "long" } as const;
	return figures(TAGS[locale], options).format(value);
}

/** Making a formatter costs more than a hundred uses of it. */
function once<Options, Made>(
	make: (tag: string, options: Options) => Made,
): (tag: string, options: Options) => Made {
	const made = new Map<string, Made>();
	return (tag, options) => {
		const name = tag + JSON.stringify(options);
		const known = made.get(name) ?? make(tag, options);
		made.set(name, known);
		return known;
	};
}

const formatter = once(
	(tag, options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(tag, { ...options, timeZone: ZONE }),
);
const figures = once(
	(tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
);
