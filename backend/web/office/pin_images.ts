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
/** How wide one of its figures is, and what stays free beside them. */
const FIGURE_PX = 7.6;
const BESIDE_PX = 11;
const DASH = [3, 2.5];
const SIZE_PX = 12;
const FLAG_FIGURE_PX = 10;
const LETTERS = '"Hoso Figures", "Be Vietnam Pro", sans-serif';
/** In what figures are drawn; loaded before any is. */
export const FIGURES = `600 ${SIZE_PX}px ${LETTERS}`;

type Pen = CanvasRenderingContext2D;

/** A mark by its name, as `drawing` gives it; null if there is none of that name. */
export function drawMark(name: string, inks: Inks): ImageData | null {
	const [kind, ...rest] = name.split("/");
	const [first = "", second = "", third = "", fourth = ""] = rest;
	switch (kind) {
		case "disc":
			return first === "office" ? office(second, fourth, inks) : courier(third, fourth, inks);
		case "crowd":
			return crowd(first, inks);
		case "flag":
			return flag(first === "late" ? inks.late : inks.risk, second, inks);
		case "reach":
			return reach(Number(first), inks);
		case "beak":
			return beak(first === "wide", inks);
		default:
			return null;
	}
}

function office(level: string, figure: string, inks: Inks): ImageData | null {
	if (figure === "") {
		const isSmall = level === "commune";
		const side = isSmall ? 9 : 12;
		return drawn(side, side, (pen) => {
			box(pen, side, side, 2, isSmall ? 1.25 : 2);
			fill(pen, isSmall ? inks.halo : level === "province" ? inks.act : inks.held);
			stroke(pen, isSmall ? inks.held : inks.halo, isSmall ? 1.25 : 2);
		});
	}
	const width = widthOf(figure, 25.6);
	return drawn(width, 25.6, (pen) => {
		box(pen, width, 25.6, 5, 2.5);
		fill(pen, level === "province" ? inks.act : inks.held);
		stroke(pen, inks.halo, 2.5);
		write(pen, figure, width, 25.6, inks.surface);
	});
}

function courier(age: string, figure: string, inks: Inks): ImageData | null {
	const height = figure === "" ? 15 : 28;
	const width = figure === "" ? 15 : widthOf(figure, 28);
	const isSure = age === "fresh" || age === "recent";
	const edge = isSure ? (figure === "" ? 2 : 2.5) : 1.5;
	return drawn(width, height, (pen) => {
		box(pen, width, height, age === "unsure" ? 4 : height / 2, edge);
		fill(pen, isSure ? inks.transit : inks.inferredSoft);
		stroke(pen, isSure ? inks.halo : inks.inferred, edge, isSure ? [] : DASH);
		write(pen, figure, width, height, isSure ? inks.surface : inks.inferred);
	});
}

/** Two rings: more than one stands here. */
function crowd(figure: string, inks: Inks): ImageData | null {
	const height = figure === "" ? 22 : 36;
	const width = figure === "" ? height : widthOf(figure, height);
	return drawn(width, height, (pen) => {
		box(pen, width, height, height / 2, 1.5);
		fill(pen, inks.halo);
		stroke(pen, inks.transit, 1.5);
		inner(pen, width, height, 4);
		fill(pen, inks.transit);
		write(pen, figure, width, height, inks.surface);
	});
}

/** A diamond at the upper right. */
function flag(colour: string, figure: string, inks: Inks): ImageData | null {
	const size = figure.length > 2 ? 26 : 22;
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
		write(pen, figure, size, size, inks.surface, FLAG_FIGURE_PX);
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
function widthOf(figure: string, least: number): number {
	return Math.max(least, Math.ceil(figure.length * FIGURE_PX + BESIDE_PX));
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

/** In the middle, on the line on which figures stand. */
function write(
	pen: Pen,
	figure: string,
	width: number,
	height: number,
	colour: string,
	px = SIZE_PX,
): void {
	pen.font = `600 ${px}px ${LETTERS}`;
	pen.textAlign = "center";
	pen.fillStyle = colour;
	const { actualBoundingBoxAscent: ascent } = pen.measureText("0");
	pen.fillText(figure, width / 2, (height + ascent) / 2);
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
