/**
 * Papers on the map are drawn through their holder: one pin a holder, its number the items; pure.
 *
 * A position never changes custody. Its age decides only how sure the pin looks.
 */

import type { KnownItem } from "../shared/handoff/overlay";
import type { Board, BoardCourier, BoardOffice } from "./board";
import type { Row } from "./picture";

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
	/** When a courier was seen there; null for what stands where it stands. */
	seenMs: number | null;
	/** How long ago that is, in whole minutes; of what is fresh none has passed. */
	minutes: number;
	accuracyM: number;
	headingDeg: number | null;
	/** When it looks otherwise by the clock alone. */
	turnsMs: number;
}

export interface Tie {
	subject: string;
	ends: [lon: number, lat: number][];
}

const MINUTE_MS = 60_000;
const FRESH_MINUTES = 1;
const RECENT_MINUTES = 5;
const GHOST_MINUTES = 30;
const E7 = 1e7;

function ageOf(minutes: number): Age {
	if (minutes < FRESH_MINUTES) return "fresh";
	if (minutes < RECENT_MINUTES) return "recent";
	return minutes < GHOST_MINUTES ? "ghost" : "unsure";
}

/** The pins of all holders, kept by record; whoever draws them takes what has changed. */
export class Pins {
	readonly shown = new Map<string, Pin>();
	readonly #board: Board;
	readonly #heldBy: (party: string) => Iterable<Row>;
	#nowMs: number;
	#changed = new Set<string>();

	constructor(board: Board, heldBy: (party: string) => Iterable<Row>, nowMs: number) {
		this.#board = board;
		this.#heldBy = heldBy;
		this.#nowMs = nowMs;
	}

	/** A holder moved, or has other papers than before; null: all may have. */
	touched(party: string | null): void {
		if (party !== null) this.#make(party);
		else for (const id of this.#ids()) this.#make(id);
	}

	tick(nowMs: number): void {
		const isBack = nowMs < this.#nowMs;
		this.#nowMs = nowMs;
		if (isBack) this.touched(null);
		else
			for (const { id, turnsMs } of [...this.shown.values()]) if (turnsMs <= nowMs) this.#make(id);
	}

	/** Which pins came, went or look otherwise since this was asked last. */
	take(): ReadonlySet<string> {
		const changed = this.#changed;
		this.#changed = new Set();
		return changed;
	}

	#ids(): Set<string> {
		const { offices, couriers } = this.#board;
		return new Set([...this.shown.keys(), ...offices.keys(), ...couriers.keys()]);
	}

	#make(id: string): void {
		const { offices, couriers } = this.#board;
		const office = offices.get(id);
		const courier = couriers.get(id);
		const pin =
			office !== undefined
				? officePin(office, [...this.#heldBy(id)])
				: courier && courierPin(this.#board, courier, [...this.#heldBy(id)], this.#nowMs);
		if (pin) this.shown.set(id, pin);
		else if (!this.shown.delete(id)) return;
		this.#changed.add(id);
	}
}

/** A dispute is a tie between the places of those who claim the same papers. */
export function ties(board: Board, disputed: Iterable<KnownItem>): Tie[] {
	return [...disputed].map(({ subject, claimants, origin }) => ({
		subject,
		ends: claimants
			.map((party) => placeOf(board, party) ?? placeOf(board, origin))
			.filter((end) => end !== null),
	}));
}

/** Where a party is: an office always somewhere, a courier where he was seen or is registered. */
export function placeOf(board: Board, party: string): [lon: number, lat: number] | null {
	const courier = board.couriers.get(party);
	const at = courier?.lat_e7 == null ? board.offices.get(courier?.site ?? party) : courier;
	if (!at || at.lat_e7 === null || at.lon_e7 === null) return null;
	return [at.lon_e7 / E7, at.lat_e7 / E7];
}

function officePin(office: BoardOffice, held: readonly Row[]): Pin {
	return {
		...{ id: office.id, shape: "office", name: office.short_name, level: office.level },
		...{ isCounter: office.kind === "one_stop", ...counts(held) },
		...{ lat: office.lat_e7 / E7, lon: office.lon_e7 / E7, age: "fresh", seenMs: null },
		...{ minutes: 0, accuracyM: 0, headingDeg: null, turnsMs: Number.POSITIVE_INFINITY },
	};
}

function courierPin(
	board: Board,
	courier: BoardCourier,
	carried: readonly Row[],
	nowMs: number,
): Pin | null {
	if (!courier.on_shift && carried.length === 0) return null;
	const sighting = sightingOf(board, courier, carried, nowMs);
	if (sighting === null || (sighting.age === "unsure" && carried.length === 0)) return null;
	return {
		...{ id: courier.id, shape: "courier", name: courier.call_sign, level: "" },
		...{ isCounter: false, ...counts(carried), ...sighting },
		accuracyM: courier.accuracy_m ?? 0,
		headingDeg: sighting.age === "fresh" ? courier.heading_deg : null,
	};
}

type Sighting = Pick<Pin, "lat" | "lon" | "age" | "seenMs" | "minutes" | "turnsMs">;

/** Where a courier is, or, if that is long ago, the office where his papers were last scanned. */
function sightingOf(
	board: Board,
	courier: BoardCourier,
	carried: readonly Row[],
	nowMs: number,
): Sighting | null {
	const seenMs = courier.at === null ? null : Date.parse(courier.at);
	const { lat_e7, lon_e7 } = courier;
	if (seenMs !== null && lat_e7 !== null && lon_e7 !== null) {
		const minutes = Math.max(0, Math.floor((nowMs - seenMs) / MINUTE_MS));
		const age = ageOf(minutes);
		const turnsMs = seenMs + (minutes + 1) * MINUTE_MS;
		const place = { lat: lat_e7 / E7, lon: lon_e7 / E7 };
		if (age !== "unsure") return { ...place, age, seenMs, minutes, turnsMs };
	}
	const last = board.offices.get(courier.site ?? lastOrigin(carried) ?? "");
	if (last === undefined) return null;
	return {
		...{ lat: last.lat_e7 / E7, lon: last.lon_e7 / E7, age: "unsure", seenMs },
		...{ minutes: GHOST_MINUTES, turnsMs: Number.POSITIVE_INFINITY },
	};
}

function lastOrigin(carried: readonly Row[]): string | undefined {
	const rank = ({ item }: Row) => `${item.latest ?? ""} ${item.subject}`;
	return carried.reduce<Row | undefined>(
		(last, row) => (last !== undefined && rank(last) >= rank(row) ? last : row),
		undefined,
	)?.item.origin;
}

function counts(held: readonly Row[]): Pick<Pin, "items" | "urgent" | "late"> {
	let [late, risk] = [0, 0];
	for (const { urgency } of held) {
		if (urgency === "late") late += 1;
		if (urgency === "risk") risk += 1;
	}
	return { items: held.length, urgent: late + risk, late };
}
