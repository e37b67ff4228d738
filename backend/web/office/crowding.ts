/** Which names stay legible where many stand close: the more important one keeps its place; pure. */

export interface Named {
	id: string;
	/** Where its own shape stands, and how far that reaches, in pixels. */
	x: number;
	y: number;
	half: number;
	/** How wide the name beside it is. */
	width: number;
	/** Higher keeps its name first. */
	weight: number;
}

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

const NAME_HEIGHT = 16;
const GAP = 5;

/** The ids of those whose names would lie on another's shape or on a name that matters more. */
export function crowdedOut(all: readonly Named[]): Set<string> {
	const shapes = all.map((one) => ({ id: one.id, box: shapeOf(one) }));
	const names: Box[] = [];
	const hidden = new Set<string>();
	for (const one of [...all].sort((first, second) => second.weight - first.weight)) {
		const name = nameOf(one);
		const isCrowded =
			names.some((other) => overlap(name, other)) ||
			shapes.some(({ id, box }) => id !== one.id && overlap(name, box));
		if (isCrowded) hidden.add(one.id);
		else names.push(name);
	}
	return hidden;
}

function shapeOf({ x, y, half }: Named): Box {
	return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function nameOf({ x, y, half, width }: Named): Box {
	const left = x + half + GAP;
	return { left, right: left + width, top: y - NAME_HEIGHT / 2, bottom: y + NAME_HEIGHT / 2 };
}

function overlap(one: Box, other: Box): boolean {
	return (
		one.left < other.right &&
		other.left < one.right &&
		one.top < other.bottom &&
		other.top < one.bottom
	);
}
