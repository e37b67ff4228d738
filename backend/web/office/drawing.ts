/**
 * What stands on the map where one looks: pins, and where couriers stand close, one mark for them all;
 * pure, and kept by record: what has changed is told as the few things to draw anew.
 */

import type { Pin } from "./pins";

export interface PinWords {
	/** What a screen reader hears of a pin: who, how many items, how old. */
	label(pin: Pin): string;
	/** What stands beside it. */
	beside(pin: Pin): string;
	/** The same of couriers who stand close. */
	crowdLabel(crowd: readonly Pin[]): string;
	crowdBeside(crowd: readonly Pin[]): string;
}

/** By what the map's layers draw a mark. */
interface Look {
	id: string;
	disc: string;
	flag?: string;
	reach?: string;
	beak?: string;
	turn: number;
	beside: string;
	voice: "commune" | "plain" | "strong";
	isWide: boolean;
	isAside: boolean;
	/** Higher lies above, and keeps its name where there is no room for all. */
	weight: number;
}

export interface Drawn {
	id: string;
	at: [lon: number, lat: number];
	/** One pin, or couriers who stand close. */
	pins: readonly Pin[];
	isCrowd: boolean;
	look: Look;
	/** Where it was drawn last, if it is the same thing that has moved. */
	before: [lon: number, lat: number] | null;
}

export interface Diff {
	gone: string[];
	put: Drawn[];
}

const DISTRICT_ZOOM = 7;
const COMMUNE_ZOOM = 8.8;
/** From here on everybody stands for himself. */
export const APART_ZOOM = 14;
const CROWD = 5;
const CELL_PX = 56;
const WORLD_PX = 512;
const MOST = 999;

export class Drawing {
	readonly drawn = new Map<string, Drawn>();
	readonly #pins: ReadonlyMap<string, Pin>;
	readonly #words: PinWords;
	readonly #cells = new Map<string, Set<string>>();
	readonly #cellOf = new Map<string, string>();
	#zoom = 0;
	#chosen: string | null = null;

	constructor(pins: ReadonlyMap<string, Pin>, words: PinWords) {
		this.#pins = pins;
		this.#words = words;
	}

	/** All anew where another zoom shows other things; else nothing. */
	zoomTo(zoom: number): Diff {
		const isSame = band(zoom) === band(this.#zoom);
		this.#zoom = zoom;
		if (isSame) return { gone: [], put: [] };
		return this.update(new Set([...this.#pins.keys(), ...this.#cellOf.keys()]));
	}

	/** Whoever is chosen stands for himself, however close others stand. */
	choose(id: string | null): Diff {
		const both = [this.#chosen, id];
		this.#chosen = id;
		return this.update(new Set(both.filter((one) => one !== null)));
	}

	/** These pins came, went, moved or look otherwise. */
	update(ids: ReadonlySet<string>): Diff {
		const diff: Diff = { gone: [], put: [] };
		const cells = new Set<string>();
		for (const id of ids) {
			const pin = this.#pins.get(id);
			const cell = pin === undefined ? null : this.#cellFor(pin);
			const before = this.#cellOf.get(id);
			if (before !== undefined) cells.add(before);
			if (before !== undefined && before !== cell) this.#leave(id, before);
			if (cell !== null) {
				this.#enter(id, cell);
				cells.add(cell);
			} else if (pin !== undefined && isDrawn(pin, this.#zoom)) this.#put(this.#alone(pin), diff);
			else this.#remove(id, diff);
		}
		for (const cell of cells) this.#settle(cell, diff);
		return diff;
	}

	/** Where couriers may stand close to others; null for what always stands for itself. */
	#cellFor(pin: Pin): string | null {
		if (pin.shape !== "courier" || pin.id === this.#chosen) return null;
		if (this.#zoom >= APART_ZOOM || !isDrawn(pin, this.#zoom)) return null;
		const scale = (WORLD_PX * 2 ** step(this.#zoom)) / CELL_PX;
		const [x, y] = mercator(pin.lon, pin.lat);
		return `${Math.floor(x * scale)}:${Math.floor(y * scale)}`;
	}

	#enter(id: string, cell: string): void {
		const there = this.#cells.get(cell);
		if (there === undefined) this.#cells.set(cell, new Set([id]));
		else there.add(id);
		this.#cellOf.set(id, cell);
	}

	#leave(id: string, cell: string): void {
		const there = this.#cells.get(cell);
		there?.delete(id);
		if (there?.size === 0) this.#cells.delete(cell);
		this.#cellOf.delete(id);
	}

	#settle(cell: string, diff: Diff): void {
		const pins = [...(this.#cells.get(cell) ?? [])].flatMap((id) => this.#pins.get(id) ?? []);
		if (pins.length < CROWD) {
			this.#remove(cell, diff);
			for (const pin of pins) this.#put(this.#alone(pin), diff);
		} else {
			for (const { id } of pins) this.#remove(id, diff);
			this.#put(this.#crowd(cell, pins), diff);
		}
	}

	#put(drawn: Drawn, diff: Diff): void {
		const before = this.drawn.get(drawn.id);
		drawn.before = before?.at ?? null;
		this.drawn.set(drawn.id, drawn);
		if (before === undefined || !isSame(before, drawn)) diff.put.push(drawn);
	}

	#remove(id: string, diff: Diff): void {
		if (this.drawn.delete(id)) diff.gone.push(id);
	}

	#alone(pin: Pin): Drawn {
		const { id, shape, age, items } = pin;
		const beside = this.#words.beside(pin);
		const isGhost = age === "ghost" && items > 0;
		const hasBeak = pin.headingDeg !== null;
		return {
			...{ id, at: [pin.lon, pin.lat], pins: [pin], isCrowd: false },
			before: null,
			look: {
				...{ id, beside, disc: `disc/${shape}/${pin.level}/${age}/${figureOf(items)}` },
				...flagOf(pin.urgent, pin.late),
				// A ghost's ring grows with how far its courier may have come since.
				...(isGhost ? { reach: `reach/${Math.min(30, 6 + pin.minutes)}` } : {}),
				...(hasBeak ? { beak: items > 0 ? "beak/wide" : "beak/narrow" } : {}),
				turn: pin.headingDeg ?? 0,
				voice: shape === "courier" ? "plain" : pin.level === "commune" ? "commune" : "strong",
				...{ isWide: items > 0, isAside: age === "unsure", weight: weightOf(pin) },
			},
		};
	}

	#crowd(id: string, pins: readonly Pin[]): Drawn {
		const sum = (of: (pin: Pin) => number) => pins.reduce((total, pin) => total + of(pin), 0);
		const [items, urgent, late] = [sum((p) => p.items), sum((p) => p.urgent), sum((p) => p.late)];
		const harm = (late > 0 ? 40 : 0) + Math.min(9, items);
		const middle = (of: (pin: Pin) => number) => sum(of) / pins.length;
		return {
			...{ id, at: [middle((pin) => pin.lon), middle((pin) => pin.lat)], pins, isCrowd: true },
			before: null,
			look: {
				...{ id, disc: `crowd/${figureOf(items)}`, ...flagOf(urgent, late), turn: 0 },
				...{ beside: this.#words.crowdBeside(pins), voice: "plain", isWide: items > 0 },
				...{ isAside: false, weight: 25 + harm },
			},
		};
	}
}

/** Offices that hold something are always shown, others as far as one looks closely. */
function isDrawn(pin: Pin, zoom: number): boolean {
	if (pin.shape === "courier" || pin.items > 0) return zoom >= DISTRICT_ZOOM;
	if (!pin.isCounter) return false;
	return zoom >= (pin.level === "commune" ? COMMUNE_ZOOM : DISTRICT_ZOOM);
}

/** Within one the same is drawn, however far one zooms. */
function band(zoom: number): string {
	const near = [DISTRICT_ZOOM, COMMUNE_ZOOM, APART_ZOOM].filter((limit) => zoom >= limit);
	return `${near.length} ${zoom >= APART_ZOOM ? "" : step(zoom)}`;
}

function step(zoom: number): number {
	return Math.floor(zoom * 2) / 2;
}

/** Web Mercator, each from 0 to 1. */
function mercator(lon: number, lat: number): [x: number, y: number] {
	const sine = Math.sin((lat * Math.PI) / 180);
	return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

const WEIGHTS: Readonly<Record<string, number>> = { province: 4, district: 3, commune: 1 };

function weightOf(pin: Pin): number {
	const rank = pin.shape === "courier" ? 2 : (WEIGHTS[pin.level] ?? 1);
	const harm = (pin.late > 0 ? 40 : 0) + (pin.items > 0 ? 5 : 0) + Math.min(9, pin.items);
	return 10 * rank + harm;
}

function flagOf(urgent: number, late: number): Pick<Look, "flag"> {
	if (urgent === 0) return {};
	return { flag: `flag/${late > 0 ? "late" : "risk"}/${urgent > 99 ? "99+" : urgent}` };
}

/** Upon its disc: the map draws all words of a layer above all its images, so one would show through. */
function figureOf(items: number): string {
	if (items === 0) return "";
	return items > MOST ? `${MOST}+` : String(items);
}

function isSame(one: Drawn, other: Drawn): boolean {
	return (
		one.at[0] === other.at[0] &&
		one.at[1] === other.at[1] &&
		JSON.stringify(one.look) === JSON.stringify(other.look)
	);
}
