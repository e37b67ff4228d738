/** What keyboards make of a text that a scanner types, and which texts may have been meant; pure. */

/** How the keyboard was set when it changed what a scanner typed. */
export type Setting = "caps" | "layout" | "telex" | "vni";

/** Acute, grave, hook, tilde, dot: in the order of VNI's figures. */
const TONES = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];

/** The number row of the Vietnamese keyboard, from 1 to 0, and with Shift as far as it differs. */
const ROW: readonly [string, string][] = [
	...[..."1234567890"].map((key, at): [string, string] => [
		key,
		[..."ăâêô\u0300\u0309\u0303\u0301\u0323đ"][at] ?? "",
	]),
	...[..."!@#$)"].map((key, at): [string, string] => [key, [..."ĂÂÊÔĐ"][at] ?? ""]),
	["=", "₫"],
];
const ON_LAYOUT = new Map(ROW);
const OFF_LAYOUT = new Map(ROW.map(([key, made]) => [made, key]));

/** Caps Lock, or a scanner that reckons with one that is off. */
export function capsed(text: string): string {
	return [...text].map((one) => (one === upper(one) ? one.toLowerCase() : upper(one))).join("");
}

export function onLayout(text: string): string {
	return [...text].map((key) => ON_LAYOUT.get(key) ?? key).join("");
}

export function offLayout(text: string): string {
	return [...text]
		.flatMap(marksApart)
		.map((made) => OFF_LAYOUT.get(made) ?? made)
		.join("");
}

/** A letter with its hat, and its tones apart, as the keys of the layout make them. */
function marksApart(letter: string): string[] {
	if (OFF_LAYOUT.has(letter)) return [letter];
	const [base = "", ...marks] = letter.normalize("NFD");
	const tones = marks.filter((mark) => TONES.includes(mark));
	const hats = marks.filter((mark) => !TONES.includes(mark));
	return [[base, ...hats].join("").normalize("NFC"), ...tones];
}

/** Capitals of what keyboards write; none of them becomes two letters. */
function upper(text: string): string {
	return text.length === 1 && text.toUpperCase().length === 1 ? text.toUpperCase() : text;
}

/** An input method takes keys for marks, by the mark, and sets them on a letter before them. */
type Method = ReadonlyMap<string, string>;

const [CIRCUMFLEX, BREVE, HORN, STROKE] = ["\u0302", "\u0306", "\u031b", "\u0335"] as const;

/** At anything but a letter, a word ends; the figure that ends it may have been pressed twice. */
const WORD = /([\p{L}\p{M}]+\d?)/u;
const VOWEL = /[AEIOUY]/;

function method(tones: string, others: readonly [string, string][]): Method {
	return new Map([
		...[...tones].map((key, at): [string, string] => [TONES[at] ?? "", key]),
		...others,
	]);
}

const METHODS = {
	telex: method("SFRXJ", [
		[BREVE, "W"],
		[HORN, "W"],
		[STROKE, "D"],
	]),
	vni: method("12345", [
		[CIRCUMFLEX, "6"],
		[HORN, "7"],
		[BREVE, "8"],
		[STROKE, "9"],
	]),
} as const satisfies Partial<Record<Setting, Method>>;

export type MethodName = keyof typeof METHODS;

/** How a text of ours is told while it is still being put together. */
export interface Frame {
	/** Whether what stands so far may begin such a text; what was asked before reached to `since`. */
	mayBegin(text: string, since: number): boolean;
	/** How long such a text is; null if it has no length of its own. */
	length: number | null;
}

/** No search goes on for longer: whoever scans waits for the answer. */
const MOST_STEPS = 40_000;
const MOST_WAYS = 60;

/** All texts in capitals from which an input method could have made this one, likely ones first. */
export function* undone(text: string, name: MethodName, frame: Frame): Generator<string> {
	const parts = spelled(text).split(WORD);
	const ways = parts.map((part, at) => (at % 2 === 1 ? waysOf(part, METHODS[name]) : [part]));
	// The least and the most that is still to come, for a length that cannot be met any more.
	const least = sumsFrom(ways, Math.min);
	const most = sumsFrom(ways, Math.max);
	let steps = 0;

	function* from(at: number, before: string, since: number): Generator<string> {
		steps += 1;
		if (steps > MOST_STEPS || !frame.mayBegin(before, since)) return;
		const left = frame.length === null ? null : frame.length - before.length;
		if (left !== null && (left < (least[at] ?? 0) || left > (most[at] ?? 0))) return;
		const next = ways[at];
		if (next === undefined) yield before;
		else for (const way of next) yield* from(at + 1, before + way, before.length);
	}

	yield* from(0, "", 0);
}

function sumsFrom(ways: readonly string[][], of: (...all: number[]) => number): number[] {
	const sums = [0];
	for (const one of [...ways].reverse()) {
		sums.unshift((sums[0] ?? 0) + of(...one.map((way) => way.length)));
	}
	return sums;
}

/** Capitals with their marks behind them, each by itself. */
function spelled(text: string): string {
	return text.toUpperCase().normalize("NFD").replaceAll("Đ", `D${STROKE}`);
}

/** A key of a word, and the letter of the screen for which it was pressed; null for a mark's. */
interface Pressed {
	key: string;
	letter: number | null;
}

/** What may have been typed where this word stands: first as little as possible, then lost keys. */
function waysOf(word: string, keys: Method): string[] {
	const letters = (word.match(/\P{M}\p{M}*/gu) ?? []).map((one) => [...one]);
	const plain = letters.map(([key = ""], letter): Pressed => ({ key, letter }));
	let ways: Pressed[][] = [plain];
	for (const [letter, [own = "", ...marks]] of letters.entries()) {
		for (const mark of marks) {
			const key = keys.get(mark) ?? (mark === CIRCUMFLEX ? own : null);
			if (key === null) return [word]; // no mark of this method
			const isAlone = own === "U" && mark === HORN && key === "W"; // W by itself makes a horned U
			ways = ways
				.flatMap((way) => [
					...(isAlone ? [way.map((one) => (one.letter === letter ? { key, letter } : one))] : []),
					...withKey(way, key, letter),
				])
				.slice(0, MOST_WAYS);
		}
	}
	const lost = ways.flatMap((way) => lostFrom(way, letters, keys));
	return [...new Set([...ways, ...lost].slice(0, 2 * MOST_WAYS).map(textOf))];
}

/** The same word with one more key behind a letter, in the same syllable. */
function withKey(way: readonly Pressed[], key: string, letter: number): Pressed[][] {
	const from = way.findIndex((one) => one.letter === letter) + 1;
	const behind = way
		.slice(from)
		.map(({ key: one }) => (VOWEL.test(one) ? "v" : /\d/.test(one) ? "-" : "c"))
		.join("");
	const isVowel = VOWEL.test(way[from - 1]?.key ?? "");
	const room = (isVowel ? /^v*c{0,2}/ : /^c?v*c{0,2}/).exec(behind)?.[0].length ?? 0;
	return Array.from({ length: room + 1 }, (_, at) =>
		way.toSpliced(from + at, 0, { key, letter: null }),
	);
}

/**
 * Keys of which nothing is left on the screen.
 *
 * Pressed twice, a mark's key takes the mark back and stands once; another tone takes a tone's place.
 */
function lostFrom(
	way: readonly Pressed[],
	letters: readonly string[][],
	keys: Method,
): Pressed[][] {
	const tones = TONES.map((tone) => keys.get(tone) ?? "");
	const all = new Set(keys.values());
	return way.flatMap(({ key, letter }, at) => {
		const before = way.slice(0, at);
		const isPlain = letter !== null && letters[letter]?.length === 1;
		const isTwice =
			isPlain &&
			(key === "W" ||
				before.some((one) => (all.has(key) && /[AEIOUYD]/.test(one.key)) || one.key === key));
		const others =
			letter === null && tones.includes(key) ? tones.filter((one) => one !== key) : [];
		return [...(isTwice ? [key] : []), ...others].map((one) =>
			way.toSpliced(at, 0, { key: one, letter: null }),
		);
	});
}

function textOf(way: readonly Pressed[]): string {
	return way.map(({ key }) => key).join("");
}
