/** Which of the symbols in one picture is meant; pure. */

export type Corner = { x: number; y: number };

export interface Sight {
	text: string;
	/** Corners of the symbol, as shares of the picture's width and height. */
	corners: readonly Corner[];
}

/** By so much of the picture's height one must lie nearer than the next. */
const NEARER = 0.1;

/** The one nearest to the middle; `several` if no eye could tell which that is. */
export function chosen(sights: readonly Sight[], aspect: number): Sight | "several" | null {
	const [first, second] = sights
		.map((sight) => ({ sight, far: fromMiddle(sight, aspect) }))
		.sort((one, other) => one.far - other.far)
		.filter(({ sight }, at, all) => all.findIndex((one) => one.sight.text === sight.text) === at);
	if (first === undefined) return null;
	return second !== undefined && second.far - first.far < NEARER ? "several" : first.sight;
}

function fromMiddle({ corners }: Sight, aspect: number): number {
	const x = mean(corners.map((corner) => corner.x)) - 0.5;
	const y = mean(corners.map((corner) => corner.y)) - 0.5;
	return Math.hypot(x * aspect, y);
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
