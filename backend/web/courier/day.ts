/** The courier's day as the server last told it, and as his own scans have changed it since. */

import { afterOwnAct } from "../shared/custody";
import { isOnlyHere, type KeptScan, type Sync } from "../shared/device/database";
import type { BoardItem, CustodyChanged, Paper, PartyName } from "../shared/shapes";
import type { PublicJwk } from "../shared/signing";
import { metresBetween, type Position } from "./distance";

interface StopOffice {
	id: string;
	name: string;
	short_name: string;
	address: string | null;
	phone: string | null;
	lat_e7: number;
	lon_e7: number;
}

export interface Stop {
	no: number;
	office: StopOffice;
	arrive_at: string;
	depart_at: string;
	arrived_at: string | null;
	departed_at: string | null;
	give: string[];
	take: string[];
}

export interface DayItem extends BoardItem {
	destination_name: string;
	next_name: string | null;
	origin_name: string;
	/** Only of items to a door, while this courier holds them. */
	address?: string | null;
	/** The citizen's party, to whom such an item is delivered. */
	recipient?: string | null;
	papers: Paper[];
	/** When this phone learnt what it knows of it; set here, not by the server. */
	seenMs: number;
}

export interface Today {
	run: { id: string; route: string; call_sign: string; name: string; on: string } | null;
	party: { id: string; call_sign: string };
	shift: { started_at: string } | null;
	now: string;
	epoch: string;
	stops: Stop[];
	door: string[];
	items: DayItem[];
	parties: PartyName[];
	voids: string[];
	label_keys: { key_id: number; jwk: PublicJwk }[];
	links: [lat_e7: number, lon_e7: number][];
}

/** An item with the courier's own scans laid over it. */
export interface KnownItem extends DayItem {
	/** The newest node that this phone knows: the basis of its next scan. */
	basis: string | null;
	/** Where the newest of the own scans of it stands; null if there is none. */
	sync: Sync | null;
}

export interface Day extends Omit<Today, "items"> {
	items: KnownItem[];
	byId: ReadonlyMap<string, KnownItem>;
	/** The newest own node by label or typed code, for things that the server has not told of. */
	tips: ReadonlyMap<string, string>;
}

/** Lay one's own scans over what the server told, oldest first, until the server has told them. */
export function dayWith(today: Today, own: readonly KeptScan[]): Day {
	const scansOf = new Map<string, KeptScan[]>();
	const tips = new Map<string, string>();
	for (const scan of own) {
		for (const on of scan.on) {
			const name = "l" in on ? on.l : on.c;
			scansOf.set(name, [...(scansOf.get(name) ?? []), scan]);
			if (isNode(scan)) tips.set(name, scan.id);
		}
	}
	const items = today.items.map((item) => known(item, scansOf, today.party.id));
	return { ...today, items, byId: new Map(items.map((item) => [item.subject, item])), tips };
}

/** Other acts note something and move nothing. */
function isNode(scan: KeptScan): boolean {
	return !["check", "attempt", "report_damaged"].includes(scan.act);
}

function known(item: DayItem, scansOf: ReadonlyMap<string, KeptScan[]>, party: string): KnownItem {
	const own = item.labels
		.flatMap((label) => [...(scansOf.get(label.id) ?? []), ...(scansOf.get(label.code) ?? [])])
		.sort((one, other) => one.seq - other.seq);
	let after: KnownItem = { ...item, basis: item.tip, sync: own.at(-1)?.sync ?? null };
	for (const scan of own) {
		if (!isOnlyHere(scan.sync) && (scan.receivedMs ?? 0) <= item.seenMs) continue;
		const custody = afterOwnAct(after, {
			act: scan.act,
			party,
			...(scan.to === undefined ? {} : { to: scan.to }),
		});
		after = { ...after, ...custody, basis: isNode(scan) ? scan.id : after.basis };
	}
	return after;
}

/** An old day plus a fact is the new day; a fact that is not newer changes nothing. */
export function afterCustody(today: Today, fact: CustodyChanged, nowMs: number): Today {
	return {
		...today,
		items: today.items.map((item) => {
			if (item.subject !== fact.subject || item.rev >= fact.rev) return item;
			const { rev, state, holder, offeree, claimants, certainty, flags, scan } = fact;
			const { earliest, latest } = fact;
			return {
				...item,
				...{ rev, state, holder, offeree, claimants, certainty, flags, scan },
				...{ earliest, latest, tip: scan, seenMs: nowMs },
			};
		}),
	};
}

/** How near a stop's office one must be to be there, whatever the server heard so far. */
const AT_STOP_M = 300;

/**
 * The stop that comes next: where one stands, else the first with work after the last one reached;
 * where no stop ahead has any, the first ahead: the run goes on all the same.
 */
export function nextStop(day: Day, position: Position | null = null): Stop | null {
	const here = position && day.stops.find((stop) => isAt(stop, position));
	if (here) return here;
	const reached = day.stops.findLastIndex(
		(stop) => (stop.arrived_at ?? stop.departed_at) !== null,
	);
	const last = day.stops[reached];
	if (last !== undefined && last.departed_at === null) return last;
	const ahead = day.stops.slice(reached + 1);
	return ahead.find((stop) => hasWork(day, stop)) ?? ahead[0] ?? null;
}

function hasWork(day: Day, stop: Stop): boolean {
	return toGive(day, stop).length + toTake(day, stop).length > 0;
}

function isAt(stop: Stop, position: Position): boolean {
	const isSharp = position.accuracy_m <= AT_STOP_M;
	return isSharp && stop.departed_at === null && metresBetween(stop.office, position) <= AT_STOP_M;
}

/** The other stops worth showing: those ahead, and those behind where something was left undone. */
export function otherStops(day: Day, next: Stop | null): Stop[] {
	return day.stops.filter((stop) => {
		if (stop === next) return false;
		const isAhead = next !== null && stop.no > next.no;
		return isAhead || hasWork(day, stop);
	});
}

/** What is still to be handed over at a stop: planned for it, or carried with it as the next stop. */
export function toGive(day: Day, stop: Stop): KnownItem[] {
	return carried(day).filter(
		(item) => item.next === stop.office.id || stop.give.includes(item.subject),
	);
}

/** What is still to be taken over at a stop. */
export function toTake(day: Day, stop: Stop): KnownItem[] {
	return day.items.filter(
		(item) =>
			item.holder === stop.office.id &&
			(item.state === "held" || item.state === "offered") &&
			(stop.take.includes(item.subject) || item.offeree === day.party.id),
	);
}

/** What this courier answers for now. */
export function carried(day: Day): KnownItem[] {
	return day.items.filter(
		(item) => item.holder === day.party.id && (item.state === "held" || item.state === "offered"),
	);
}

/** What somebody has signed over to this courier and waits for his hand. */
export function offeredToMe(day: Day): KnownItem[] {
	return day.items.filter((item) => item.state === "offered" && item.offeree === day.party.id);
}

/** What is to be brought to a door. */
export function toDoor(day: Day): KnownItem[] {
	return day.items.filter(
		(item) =>
			day.door.includes(item.subject) &&
			item.holder === day.party.id &&
			item.state !== "delivered",
	);
}

/** How near its due time an item may be before it counts as urgent. */
const URGENT_MS = 4 * 3_600_000;

export function dueness(item: BoardItem, nowMs: number): "ontime" | "risk" | "late" {
	const leftMs = Date.parse(item.due_at) - nowMs;
	if (leftMs < 0) return "late";
	return leftMs < URGENT_MS ? "risk" : "ontime";
}

/** Those in danger first, then by due time. */
export function byUrgency(items: readonly KnownItem[]): KnownItem[] {
	return [...items].sort((one, other) => Date.parse(one.due_at) - Date.parse(other.due_at));
}

/** Offers of this courier that nobody has accepted yet, by the offer's scan. */
export function openOffers(day: Day): Map<string, KnownItem[]> {
	const offers = new Map<string, KnownItem[]>();
	for (const item of day.items) {
		if (item.state !== "offered" || item.holder !== day.party.id || item.basis === null) continue;
		offers.set(item.basis, [...(offers.get(item.basis) ?? []), item]);
	}
	return offers;
}

export function labelOf(item: BoardItem): string | null {
	return item.labels.find((label) => !label.is_void)?.id ?? null;
}
