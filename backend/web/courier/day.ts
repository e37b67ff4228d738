/** The courier's day as the server last told it, and as his own scans have changed it since. */

import type { KeptScan } from "../shared/device/database";
import { type Knowledge, type KnownItem, know, type Me } from "../shared/handoff/overlay";
import { type Direction, type Ground, offeredTo } from "../shared/handoff/round";
import { type Answered, type CustodyChanged, custodyIn } from "../shared/shapes";
import { metresBetween, type Position } from "./distance";

type DayItemOut = Answered["DayItemOut"];
type TodayOut = Answered["TodayOut"];
export type Stop = TodayOut["stops"][number];

export interface DayItem extends DayItemOut {
	/** When this phone learnt what it knows of it; set here, not by the server. */
	seenMs: number;
}

export interface Today extends Omit<TodayOut, "items" | "position"> {
	items: DayItem[];
}

export type KnownDayItem = KnownItem<DayItem>;

/** The day with the courier's own scans laid over it, until the server has told them. */
export interface Day extends Omit<Today, "items" | "voids">, Knowledge<DayItem> {}

export function dayWith(today: Today, own: readonly KeptScan[], nowMs: number): Day {
	const me: Me = { party: today.party.id, kind: "courier" };
	return { ...today, ...know(today.items, own, me, nowMs, today.voids) };
}

/** An old day plus a fact is the new day; a fact that is not newer changes nothing. */
export function afterCustody(today: Today, fact: CustodyChanged, nowMs: number): Today {
	return {
		...today,
		items: today.items.map((item) => {
			if (item.subject !== fact.subject || item.rev >= fact.rev) return item;
			return { ...item, ...custodyIn(fact), seenMs: nowMs };
		}),
	};
}

/** How near a stop's office one must be to be there, whatever the server heard so far. */
const AT_STOP_M = 300;

/**
 * The stop that comes next: where one stands, else the first with work after the last one reached.
 * Where no stop ahead has any, the first whose time has not passed: the run goes on all the same.
 * Null where that is none either: the run is done.
 */
export function nextStop(day: Day, nowMs: number, position: Position | null = null): Stop | null {
	const here = position && day.stops.find((stop) => isAt(stop, position));
	if (here) return here;
	const reached = reachedAt(day);
	const last = day.stops[reached];
	if (last !== undefined && last.departed_at === null) return last;
	const ahead = day.stops.slice(reached + 1);
	const withWork = ahead.find((stop) => hasWork(day, stop));
	return withWork ?? ahead.find((stop) => !isTimeOver(stop, nowMs)) ?? null;
}

/** The place in the run of the stop that was reached last; -1 before the first. */
export function reachedAt(day: Day): number {
	return day.stops.findLastIndex((stop) => (stop.arrived_at ?? stop.departed_at) !== null);
}

/** Whether the timetable would have one gone from there: its time says nothing of when one comes. */
export function isTimeOver(stop: Stop, nowMs: number): boolean {
	return Date.parse(stop.depart_at) < nowMs;
}

export function hasWork(day: Day, stop: Stop): boolean {
	return toGive(day, stop).length + toTake(day, stop).length > 0;
}

function isAt(stop: Stop, position: Position): boolean {
	const isSharp = position.accuracy_m <= AT_STOP_M;
	return isSharp && stop.departed_at === null && metresBetween(stop.office, position) <= AT_STOP_M;
}

/** The other stops worth showing: those not reached yet, and those where something was left undone. */
export function otherStops(day: Day, next: Stop | null): Stop[] {
	const ahead = new Set(day.stops.slice(reachedAt(day) + 1));
	return day.stops.filter((stop) => stop !== next && (ahead.has(stop) || hasWork(day, stop)));
}

/**
 * At which of several visits of one office a thing counts: where the plan has it, unless that visit
 * is over and another one is to come. Nothing counts twice.
 */
function visitOf(day: Day, office: string, isPlanned: (stop: Stop) => boolean): Stop | undefined {
	const reached = reachedAt(day);
	const visits = day.stops.filter((stop) => stop.office.id === office);
	const open = day.stops
		.slice(Math.max(0, reached))
		.filter((stop) => stop.office.id === office && stop.departed_at === null);
	const planned = visits.find(isPlanned);
	if (planned !== undefined && open.includes(planned)) return planned;
	return open[0] ?? planned ?? visits.at(-1);
}

/** What is still to be handed over at a stop: planned for it, or carried with it as the next stop. */
export function toGive(day: Day, stop: Stop): KnownDayItem[] {
	return carried(day).filter(({ subject, next }) => {
		const isPlanned = ({ give }: Stop) => give.includes(subject);
		const office = day.stops.find(isPlanned)?.office.id ?? next;
		return office === stop.office.id && visitOf(day, office, isPlanned) === stop;
	});
}

/** What is still to be taken over at a stop; what is offered waits for whoever comes by first. */
export function toTake(day: Day, stop: Stop): KnownDayItem[] {
	const office = stop.office.id;
	return day.items.filter(({ subject, holder, state, offeree }) => {
		if (holder !== office || (state !== "held" && state !== "offered")) return false;
		if (offeree === day.party.id) return visitOf(day, office, () => false) === stop;
		const isPlanned = (one: Stop) => one.office.id === office && one.take.includes(subject);
		return day.stops.some(isPlanned) && visitOf(day, office, isPlanned) === stop;
	});
}

/** What this courier answers for now. */
export function carried(day: Day): KnownDayItem[] {
	return day.items.filter(
		(item) => item.holder === day.party.id && (item.state === "held" || item.state === "offered"),
	);
}

/** What is to be brought to a door. */
export function toDoor(day: Day): KnownDayItem[] {
	return day.items.filter(
		(item) =>
			day.door.includes(item.subject) &&
			item.holder === day.party.id &&
			item.state !== "delivered",
	);
}

/** Whether its last office is behind it: whoever holds it brings it to the receiver. */
export function goesToDoor({ goes_to_door, next }: DayItem): boolean {
	return goes_to_door && next === null;
}

/** What is due first comes first. */
export function byDueTime(items: readonly KnownDayItem[]): KnownDayItem[] {
	return [...items].sort((one, other) => Date.parse(one.due_at) - Date.parse(other.due_at));
}

/** Offers of this courier that nobody has accepted yet, by the offer's scan. */
export function openOffers(day: Day): Map<string, KnownDayItem[]> {
	const offers = new Map<string, KnownDayItem[]>();
	for (const item of day.items) {
		if (item.state !== "offered" || item.holder !== day.party.id || item.basis === null) continue;
		offers.set(item.basis, [...(offers.get(item.basis) ?? []), item]);
	}
	return offers;
}

/** Where a courier's round is held: at a stop, or anywhere on the road. */
export function groundAt(day: Day, stop: Stop | null, direction: Direction): Ground<DayItem> {
	return {
		known: day,
		expected: expectedAt(day, stop, direction),
		goesThisWay: (item) =>
			direction === "give" ? item.next === stop?.office.id : goesMyWay(day, stop, item),
		countsUnknown: true,
	};
}

function expectedAt(day: Day, stop: Stop | null, direction: Direction): KnownDayItem[] {
	if (direction === "check") return carried(day);
	if (direction === "give") {
		return stop === null ? [] : toGive(day, stop).filter((item) => item.state === "held");
	}
	return stop === null ? offeredTo(day) : toTake(day, stop);
}

/** Which way an item goes here that was scanned the other way round; null if neither or this one. */
export function otherWay(
	day: Day,
	stop: Stop | null,
	item: KnownDayItem,
	direction: Direction,
): Direction | null {
	if (direction === "give") {
		const waits = stop === null ? offeredTo(day) : [...offeredTo(day), ...toTake(day, stop)];
		return waits.includes(item) ? "take" : null;
	}
	const isToGive = stop !== null && item.state === "held" && toGive(day, stop).includes(item);
	return direction === "take" && isToGive ? "give" : null;
}

/** An item goes this courier's way if he is asked to take it, or its next stop is ahead of him. */
function goesMyWay(day: Day, stop: Stop | null, item: KnownDayItem): boolean {
	const ahead = day.stops.filter(({ no }) => no > (stop?.no ?? 0));
	return (
		item.offeree === day.party.id ||
		item.goes_to_door ||
		ahead.some(({ office }) => office.id === item.next)
	);
}
