/** The run drawn small: water, the way behind and ahead, the next two stops by number. */

import { type Day, reachedAt, type Stop } from "./day";
import type { Position } from "./distance";
import water from "./water.json";

export const WIDTH = 390;
export const HEIGHT = 132;
const MARGIN_X = 76;
const TOP = 26;
const BOTTOM = 40; // the card of the next stop lies over the lower edge
const RADIUS = { passed: 6, next: 12, ahead: 10 } as const;
const NAME_GAP = 6;
const LETTER = 6; // about as wide as a letter of a small name, and half as high as its line
const NAME_DROP = 4.6; // from the middle of a dot to the line on which its name stands
const SMALLEST_SPAN = 0.05; // degrees: two stops in one town do not fill the picture

type Point = [x: number, y: number];

interface Dot {
	at: Point;
	no: number;
	name: string;
	is: "passed" | "next" | "ahead";
	radius: number;
	nameAt: Point;
	anchor: "start" | "end" | "mid";
}

export interface MiniMap {
	water: string;
	passed: string;
	ahead: string;
	dots: Dot[];
	own: Point | null;
	left: number;
}

export function miniMap(day: Day, next: Stop | null, position: Position | null): MiniMap | null {
	const around = shownStops(day, next);
	if (around.length === 0) return null;
	const project = projection(around, position);
	const split = splitAt(day, position);
	const line = (from: number, until?: number) =>
		path(day.links.slice(from, until).map(([lat, lon]) => project(lon / 1e7, lat / 1e7)));
	return {
		water: waterPath(project),
		passed: line(0, split + 1),
		ahead: line(split),
		dots: withoutCrowding(around.map((stop) => dotOf(stop, standing(day, stop, next), project))),
		own: position && project(position.lon_e7 / 1e7, position.lat_e7 / 1e7),
		left: day.stops.filter((stop) => standing(day, stop, next) !== "passed").length,
	};
}

/** Passed is what was reached and left behind; a run that has not begun has passed nothing. */
function standing(day: Day, stop: Stop, next: Stop | null): Dot["is"] {
	if (stop === next) return "next";
	return day.stops.indexOf(stop) <= reachedAt(day) ? "passed" : "ahead";
}

/** The two before the next, the next and the one after. */
function shownStops(day: Day, next: Stop | null): Stop[] {
	const index = next === null ? day.stops.length - 1 : day.stops.indexOf(next);
	return day.stops.slice(Math.max(0, index - 2), index + 2);
}

function projection(stops: readonly Stop[], position: Position | null) {
	const lons = stops.map((stop) => stop.office.lon_e7 / 1e7);
	const lats = stops.map((stop) => stop.office.lat_e7 / 1e7);
	if (position !== null) {
		lons.push(position.lon_e7 / 1e7);
		lats.push(position.lat_e7 / 1e7);
	}
	const [west, east, south, north] = [
		Math.min(...lons),
		Math.max(...lons),
		Math.min(...lats),
		Math.max(...lats),
	];
	const narrowing = Math.cos(((south + north) / 2 / 180) * Math.PI);
	const scale = Math.min(
		(WIDTH - 2 * MARGIN_X) / Math.max((east - west) * narrowing, SMALLEST_SPAN),
		(HEIGHT - TOP - BOTTOM) / Math.max(north - south, SMALLEST_SPAN / 2),
	);
	const [middleX, middleY] = [WIDTH / 2, TOP + (HEIGHT - TOP - BOTTOM) / 2];
	return (lon: number, lat: number): Point => [
		tenth(middleX + (lon - (west + east) / 2) * narrowing * scale),
		tenth(middleY - (lat - (south + north) / 2) * scale),
	];
}

/**
 * Where on the run's line the courier is: the vertex nearest to him, or to the last stop reached.
 * Before the first one no way is behind him.
 */
function splitAt(day: Day, position: Position | null): number {
	const last = day.stops[reachedAt(day)];
	if (last === undefined) return 0;
	const here = position ?? last.office;
	let nearest = 0;
	let least = Number.POSITIVE_INFINITY;
	day.links.forEach(([lat, lon], index) => {
		const away = (lat - here.lat_e7) ** 2 + (lon - here.lon_e7) ** 2;
		if (away < least) [least, nearest] = [away, index];
	});
	return nearest;
}

function dotOf(stop: Stop, is: Dot["is"], project: (lon: number, lat: number) => Point): Dot {
	const at = project(stop.office.lon_e7 / 1e7, stop.office.lat_e7 / 1e7);
	const radius = RADIUS[is];
	const beside = at[0] < WIDTH * 0.4 ? "start" : "end";
	const anchor = is === "passed" ? "mid" : beside;
	return {
		at,
		no: stop.no,
		name: stop.office.short_name,
		is,
		radius,
		nameAt: nameBy(at, radius, anchor),
		anchor,
	};
}

/** The name of a passed stop gives way where it would lie over a number. */
function withoutCrowding(dots: readonly Dot[]): Dot[] {
	return dots.map((dot) => {
		const [x, y] = dot.nameAt;
		const half = (dot.name.length * LETTER) / 2;
		const isOver = dots.some(
			(other) =>
				other.is !== "passed" &&
				Math.abs(other.at[0] - x) < half + other.radius &&
				Math.abs(other.at[1] - y) < LETTER + other.radius,
		);
		return dot.is === "passed" && isOver ? { ...dot, name: "" } : dot;
	});
}

/** A name stands above its dot, or beside it where that is a number. */
function nameBy([x, y]: Point, radius: number, anchor: Dot["anchor"]): Point {
	if (anchor === "mid") return [x, y - 2 * radius];
	return [anchor === "end" ? x - radius - NAME_GAP : x + radius + NAME_GAP, y + NAME_DROP];
}

function waterPath(project: (lon: number, lat: number) => Point): string {
	return water.rings
		.map((ring) => {
			let [lon = 0, lat = 0] = ring;
			const points: Point[] = [project(lon / water.scale, lat / water.scale)];
			for (let index = 2; index < ring.length; index += 2) {
				lon += ring[index] ?? 0;
				lat += ring[index + 1] ?? 0;
				points.push(project(lon / water.scale, lat / water.scale));
			}
			return `${path(points)}z`;
		})
		.join("");
}

function path(points: readonly Point[]): string {
	return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function tenth(value: number): number {
	return Math.round(value * 10) / 10;
}
