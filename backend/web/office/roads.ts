/** The way along our roads: what is drawn dotted ahead of papers on their way; pure. */

export type Point = readonly [lon: number, lat: number];

/** Road segments between two points each, as the base map has them. */
export interface Roads {
	segments: readonly (readonly [Point, Point])[];
}

interface LinkFeature {
	geometry: { type: string; coordinates: Point[] };
}

/** At our latitude a degree of longitude is a little shorter than one of latitude. */
const LON_SHRINK = Math.cos((10.5 * Math.PI) / 180);

export function roadsOf(features: readonly LinkFeature[]): Roads {
	const segments = features.flatMap(({ geometry }) =>
		geometry.coordinates.slice(1).map((to, index): [Point, Point] => {
			return [geometry.coordinates[index] ?? to, to];
		}),
	);
	return { segments };
}

/** The shortest way through some points in their order; straight where no road leads. */
export function wayThrough(roads: Roads, stops: readonly Point[]): Point[] {
	const [first, ...others] = stops;
	if (first === undefined) return [];
	const way: Point[] = [first];
	let from = first;
	for (const to of others) {
		way.push(...wayBetween(roads, from, to), to);
		from = to;
	}
	return way.filter((point, index) => index === 0 || key(point) !== key(way[index - 1] ?? point));
}

/** The nodes between two points, without themselves. */
function wayBetween(roads: Roads, from: Point, to: Point): Point[] {
	const graph = graphOf(roads);
	const ends = nearestSegment(roads, from);
	const goal = nearestSegment(roads, to);
	if (ends === null || goal === null) return [];
	const before = new Map<string, Point | null>();
	const open = new Map<string, { at: Point; gone: number }>();
	for (const end of ends) open.set(key(end), { at: end, gone: distance(from, end) });
	for (const end of ends) before.set(key(end), null);
	const closed = new Map<string, number>();

	while (open.size > 0) {
		const next = [...open.values()].reduce((one, other) => (other.gone < one.gone ? other : one));
		open.delete(key(next.at));
		closed.set(key(next.at), next.gone);
		for (const neighbour of graph.get(key(next.at)) ?? []) {
			const gone = next.gone + distance(next.at, neighbour);
			const known = open.get(key(neighbour))?.gone ?? Number.POSITIVE_INFINITY;
			if (closed.has(key(neighbour)) || gone >= known) continue;
			open.set(key(neighbour), { at: neighbour, gone });
			before.set(key(neighbour), next.at);
		}
	}
	const length = (end: Point) =>
		(closed.get(key(end)) ?? Number.POSITIVE_INFINITY) + distance(end, to);
	const [one, other] = goal;
	return traced(before, length(one) <= length(other) ? one : other);
}

function traced(before: ReadonlyMap<string, Point | null>, end: Point): Point[] {
	const way: Point[] = [];
	for (let at: Point | null = end; at !== null; at = before.get(key(at)) ?? null) way.unshift(at);
	return way;
}

const graphs = new WeakMap<Roads, Map<string, Point[]>>();

function graphOf(roads: Roads): Map<string, Point[]> {
	const known = graphs.get(roads);
	if (known !== undefined) return known;
	const graph = new Map<string, Point[]>();
	for (const [one, other] of roads.segments) {
		graph.set(key(one), [...(graph.get(key(one)) ?? []), other]);
		graph.set(key(other), [...(graph.get(key(other)) ?? []), one]);
	}
	graphs.set(roads, graph);
	return graph;
}

function nearestSegment(roads: Roads, point: Point): readonly [Point, Point] | null {
	let nearest: readonly [Point, Point] | null = null;
	let least = Number.POSITIVE_INFINITY;
	for (const segment of roads.segments) {
		const away = distanceToSegment(point, segment);
		if (away < least) {
			least = away;
			nearest = segment;
		}
	}
	return nearest;
}

function distanceToSegment(point: Point, [one, other]: readonly [Point, Point]): number {
	const length = distance(one, other);
	if (length === 0) return distance(point, one);
	const dx = (other[0] - one[0]) * LON_SHRINK;
	const dy = other[1] - one[1];
	const along = ((point[0] - one[0]) * LON_SHRINK * dx + (point[1] - one[1]) * dy) / length ** 2;
	const part = Math.max(0, Math.min(1, along));
	const foot: Point = [one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])];
	return distance(point, foot);
}

function distance(one: Point, other: Point): number {
	return Math.hypot((one[0] - other[0]) * LON_SHRINK, one[1] - other[1]);
}

function key(point: Point): string {
	return `${point[0]} ${point[1]}`;
}
