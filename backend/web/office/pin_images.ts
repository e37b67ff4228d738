/** The marks on the map, each drawn once: form and line say what colour says, too. */

/** What a mark is drawn with, as the page has it. */
export interface Inks {
	surface: string;
	halo: string;
	held: string;
	act: string;
	transit: string;
	inferred: string;
	inferredSoft: string;
	risk: string;
	late: string;
}

/** Two pixels of the picture to one of the page: sharp on most screens. */
export const PIXELS = 2;
/** How wide a figure is, and what stays free beside it. */
const FIGURE_PX = 7.6;
const BESIDE_PX = 11;
const DASH = [3, 2.5];

type Pen = CanvasRenderingContext2D;

/** A mark by its name, as `drawing` gives it; null if there is none of that name. */
export function drawMark(name: string, inks: Inks): ImageData | null {
	const [kind, ...rest] = name.split("/");
	const [first = "", second = "", third = "", fourth = ""] = rest;
	switch (kind) {
		case "disc":
			return first === "office"
				? office(second, Number(fourth), inks)
				: courier(third, Number(fourth), inks);
		case "crowd":
			return crowd(Number(first), inks);
		case "flag":
			return flag(first === "late" ? inks.late : inks.risk, Number(second), inks);
		case "reach":
			return reach(Number(first), inks);
		case "beak":
			return beak(first === "wide", inks);
		default:
			return null;
	}
}

function office(level: string, figures: number, inks: Inks): ImageData | null {
	if (figures === 0) {
		const isSmall = level === "commune";
		const side = isSmall ? 9 : 12;
		return drawn(side, side, (pen) => {
			box(pen, side, side, 2, isSmall ? 1.25 : 2);
			fill(pen, isSmall ? inks.halo : level === "province" ? inks.act : inks.held);
			stroke(pen, isSmall ? inks.held : inks.halo, isSmall ? 1.25 : 2);
		});
	}
	const width = widthOf(figures, 25.6);
	return drawn(width, 25.6, (pen) => {
		box(pen, width, 25.6, 5, 2.5);
		fill(pen, level === "province" ? inks.act : inks.held);
		stroke(pen, inks.halo, 2.5);
	});
}

function courier(age: string, figures: number, inks: Inks): ImageData | null {
	const height = figures === 0 ? 15 : 28;
	const width = figures === 0 ? 15 : widthOf(figures, 28);
	const isSure = age === "fresh" || age === "recent";
	const edge = isSure ? (figures === 0 ? 2 : 2.5) : 1.5;
	return drawn(width, height, (pen) => {
		box(pen, width, height, age === "unsure" ? 4 : height / 2, edge);
		fill(pen, isSure ? inks.transit : inks.inferredSoft);
		stroke(pen, isSure ? inks.halo : inks.inferred, edge, isSure ? [] : DASH);
	});
}

/** Two rings: more than one stands here. */
function crowd(figures: number, inks: Inks): ImageData | null {
	const height = figures === 0 ? 22 : 36;
	const width = figures === 0 ? height : widthOf(figures, height);
	return drawn(width, height, (pen) => {
		box(pen, width, height, height / 2, 1.5);
		fill(pen, inks.halo);
		stroke(pen, inks.transit, 1.5);
		inner(pen, width, height, 4);
		fill(pen, inks.transit);
	});
}

/** A diamond at the upper right. */
function flag(colour: string, figures: number, inks: Inks): ImageData | null {
	const size = figures > 2 ? 26 : 22;
	return drawn(size, size, (pen) => {
		const middle = size / 2;
		const reach = middle - 1.2;
		pen.beginPath();
		pen.moveTo(middle, middle - reach);
		pen.lineTo(middle + reach, middle);
		pen.lineTo(middle, middle + reach);
		pen.lineTo(middle - reach, middle);
		pen.closePath();
		fill(pen, colour);
		stroke(pen, inks.halo, 1.5);
	});
}

/** As far as a courier may have come since he was seen. */
function reach(beyondPx: number, inks: Inks): ImageData | null {
	const size = 28 + 2 * beyondPx;
	return drawn(size, size, (pen) => {
		box(pen, size, size, size / 2, 1.5);
		stroke(pen, inks.inferred, 1.5, DASH);
	});
}

/** Where he rides to: up, and turned by the map. */
function beak(isWide: boolean, inks: Inks): ImageData | null {
	const size = isWide ? 44 : 27;
	return drawn(size, size, (pen) => {
		pen.beginPath();
		pen.moveTo(size * 0.5, 0);
		pen.lineTo(size * 0.68, size * 0.2);
		pen.lineTo(size * 0.32, size * 0.2);
		pen.closePath();
		fill(pen, inks.transit);
	});
}

function drawn(width: number, height: number, draw: (pen: Pen) => void): ImageData | null {
	const canvas = document.createElement("canvas");
	canvas.width = Math.ceil(width * PIXELS);
	canvas.height = Math.ceil(height * PIXELS);
	const pen = canvas.getContext("2d");
	if (pen === null) return null;
	pen.scale(PIXELS, PIXELS);
	draw(pen);
	return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** As wide as its figures need. */
function widthOf(figures: number, least: number): number {
	return Math.max(least, Math.ceil(figures * FIGURE_PX + BESIDE_PX));
}

function box(pen: Pen, width: number, height: number, radius: number, edge: number): void {
	pen.beginPath();
	const inset = edge / 2;
	pen.roundRect(inset, inset, width - edge, height - edge, Math.max(0, radius - inset));
}

/** A smaller box inside: what lies around it is seen as a second ring. */
function inner(pen: Pen, width: number, height: number, gap: number): void {
	pen.beginPath();
	pen.roundRect(gap, gap, width - 2 * gap, height - 2 * gap, height / 2 - gap);
}

function fill(pen: Pen, colour: string): void {
	pen.fillStyle = colour;
	pen.fill();
}

function stroke(pen: Pen, colour: string, width: number, dash: readonly number[] = []): void {
	pen.strokeStyle = colour;
	pen.lineWidth = width;
	pen.setLineDash([...dash]);
	pen.stroke();
}
