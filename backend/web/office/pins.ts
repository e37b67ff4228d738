/**
 * Papers on the map are drawn through their holder: one pin a holder, its number the items; pure.
 *
 * A position never changes custody. Its age decides only how sure the pin looks.
 */

import type { BoardItem } from "../shared/shapes";
import type { WorkingCalendar } from "../shared/working_time";
import type { Board, BoardCourier } from "./board";
import { urgencyOf } from "./urgency";

/** How sure a position is: heading known, no heading, a ghost on the road, or off the road. */
type Age = "fresh" | "recent" | "ghost" | "unsure";

export interface Pin {
	id: string;
	shape: "office" | "courier";
	name: string;
	level: string;
	/** A one-stop office, where people come; an authority is a place of work alone. */
	isCounter: boolean;
	lat: number;
	lon: number;
	items: number;
	urgent: number;
	late: number;
	age: Age;
	ageMs: number;
	accuracyM: number;
	headingDeg: number | null;
}

export interface Tie {
	subject: string;
	ends: [lon: number, lat: number][];
}

const FRESH_MS = 60_000;
const RECENT_MS = 5 * 60_000;
const GHOST_MS = 30 * 60_000;
const E7 = 1e7;

function ageOf(ms: number): Age {
	if (ms < FRESH_MS) return "fresh";
	if (ms < RECENT_MS) return "recent";
	return ms < GHOST_MS ? "ghost" : "unsure";
}

/** Pins, late ones last so that they are drawn on top. */
export function pins(
	board: Board,
	shown: Iterable<BoardItem>,
	now: number,
	calendar: WorkingCalendar,
): Pin[] {
	const held = new Map<string, BoardItem[]>();
	for (const item of shown) {
		if (item.holder === null) continue;
		const beside = held.get(item.holder);
		if (beside) beside.push(item);
		else held.set(item.holder, [item]);
	}
	return [...offices(board, held, now, calendar), ...couriers(board, held, now, calendar)].sort(
		(one, other) =>
			Number(one.items > 0) - Number(other.items > 0) ||
			one.late - other.late ||
			one.urgent - other.urgent,
	);
}

/** A dispute is a tie between the places of those who claim the same papers. */
export function ties(board: Board, shown: Iterable<BoardItem>): Tie[] {
	const found: Tie[] = [];
	for (const item of shown) {
		if (item.state !== "disputed") continue;
		const ends = item.claimants
			.map((party) => placeOf(board, party) ?? placeOf(board, item.origin))
			.filter((end) => end !== null);
		found.push({ subject: item.subject, ends });
	}
	return found;
}

/** Where a party is: an office always somewhere, a courier where he was seen or is registered. */
export function placeOf(board: Board, party: string): [lon: number, lat: number] | null {
	const courier = board.couriers.get(party);
	const at = courier?.lat_e7 == null ? board.offices.get(courier?.site ?? party) : courier;
	if (!at || at.lat_e7 === null || at.lon_e7 === null) return null;
	return [at.lon_e7 / E7, at.lat_e7 / E7];
}

function offices(
	board: Board,
	held: Map<string, BoardItem[]>,
	now: number,
	calendar: WorkingCalendar,
): Pin[] {
	return [...board.offices.values()].map((office) => ({
		id: office.id,
		shape: "office",
		name: office.short_name,
		level: office.level,
		isCounter: office.kind === "one_stop",
		lat: office.lat_e7 / E7,
		lon: office.lon_e7 / E7,
		...counts(held.get(office.id) ?? [], now, calendar),
		age: "fresh",
		ageMs: 0,
		accuracyM: 0,
		headingDeg: null,
	}));
}

function couriers(
	board: Board,
	held: Map<string, BoardItem[]>,
	now: number,
	calendar: WorkingCalendar,
): Pin[] {
	const found: Pin[] = [];
	for (const courier of board.couriers.values()) {
		const carried = held.get(courier.id) ?? [];
		if (!courier.on_shift && carried.length === 0) continue;
		const sighting = sightingOf(board, courier, carried, now);
		if (sighting === null || (sighting.age === "unsure" && carried.length === 0)) continue;
		found.push({
			...{
				id: courier.id,
				shape: "courier",
				name: courier.call_sign,
				level: "",
				isCounter: false,
			},
			...counts(carried, now, calendar),
			...sighting,
			accuracyM: courier.accuracy_m ?? 0,
			headingDeg: sighting.age === "fresh" ? courier.heading_deg : null,
		});
	}
	return found;
}

type Sighting = Pick<Pin, "lat" | "lon" | "age" | "ageMs">;

/** Where a courier is, or, if that is long ago, the office where his papers were last scanned. */
function sightingOf(
	board: Board,
	courier: BoardCourier,
	carried: readonly BoardItem[],
	now: number,
): Sighting | null {
	const ageMs = courier.at === null ? Number.POSITIVE_INFINITY : now - Date.parse(courier.at);
	const age = ageOf(ageMs);
	const { lat_e7, lon_e7 } = courier;
	if (age !== "unsure" && lat_e7 !== null && lon_e7 !== null) {
		return { lat: lat_e7 / E7, lon: lon_e7 / E7, age, ageMs: Math.max(0, ageMs) };
	}
	const last = board.offices.get(courier.site ?? carried[0]?.origin ?? "");
	if (last === undefined) return null;
	return { lat: last.lat_e7 / E7, lon: last.lon_e7 / E7, age: "unsure", ageMs };
}

function counts(
	items: BoardItem[],
	now: number,
	calendar: WorkingCalendar,
): Pick<Pin, "items" | "urgent" | "late"> {
	const urgencies = items.map((item) => urgencyOf(item, now, calendar));
	const late = urgencies.filter((urgency) => urgency === "late").length;
	const urgent = late + urgencies.filter((urgency) => urgency === "risk").length;
	return { items: items.length, urgent, late };
}
