/** Which procedure is meant by what was typed, the likeliest first; pure. */

import type { Procedure } from "./intake";

/** One word as it was written, and as it is typed in a hurry, without marks. */
interface Word {
	written: string;
	plain: string;
}

interface Names {
	/** In either language. */
	titles: readonly (readonly Word[])[];
	/** All that can be said of it, without marks. */
	all: string;
}

const LETTERS = /[\p{L}\p{M}\p{N}]+/gu;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Procedures that have all the words typed; where none has them as they are marked, without marks. */
export function matching(procedures: readonly Procedure[], typed: string): Procedure[] {
	const words = wordsOf(typed);
	if (words.length === 0) return [...procedures];
	const found = ranked(procedures, words);
	const isMarked = words.some(({ written, plain }) => written !== plain);
	if (found.length > 0 || !isMarked) return found;
	return ranked(
		procedures,
		words.map(({ plain }) => ({ written: plain, plain })),
	);
}

function ranked(procedures: readonly Procedure[], typed: readonly Word[]): Procedure[] {
	return procedures
		.flatMap((procedure) => {
			const rank = rankOf(namesOf(procedure), typed);
			return rank === null ? [] : [{ procedure, rank }];
		})
		.sort((one, other) => byRank(one.rank, other.rank))
		.map(({ procedure }) => procedure);
}

/** How well it is meant, the first that differs decides; null if a word is nowhere. */
function rankOf({ titles, all }: Names, typed: readonly Word[]): number[] | null {
	const ranks = titles.map((title) => rankIn(title, all, typed)).filter((rank) => rank !== null);
	return ranks.sort(byRank)[0] ?? null;
}

/** Whole words before parts of words, words in their order before words anywhere, short before long. */
function rankIn(title: readonly Word[], all: string, typed: readonly Word[]): number[] | null {
	const fits = typed.map((word) => howWell(word, title, all));
	if (fits.includes(0)) return null;
	const at = title.findIndex((_, from) =>
		typed.every((word, index) => isWhole(word, title[from + index])),
	);
	const isExact = at === 0 && title.length === typed.length;
	const whole = fits.filter((one) => one === WHOLE).length;
	const begun = fits.filter((one) => one === BEGUN).length;
	return [Number(isExact), Number(at === 0), Number(at > 0), whole, begun, -title.length];
}

const WHOLE = 3;
const BEGUN = 2;
const ELSEWHERE = 1;

function howWell(word: Word, title: readonly Word[], all: string): number {
	if (title.some((one) => isWhole(word, one))) return WHOLE;
	if (title.some((one) => begins(word, one))) return BEGUN;
	return word.written === word.plain && all.includes(word.plain) ? ELSEWHERE : 0;
}

/** What was typed with marks means them; what was typed without may mean any. */
function isWhole({ written, plain }: Word, one: Word | undefined): boolean {
	return written === plain ? one?.plain === plain : one?.written === written;
}

function begins({ written, plain }: Word, one: Word): boolean {
	if (written === plain) return one.plain.startsWith(plain);
	return (
		withoutTone(one.written).startsWith(withoutTone(written)) &&
		toneOf(one) === toneOf({ written })
	);
}

function toneOf({ written }: Pick<Word, "written">): string {
	return written.match(TONES)?.join("") ?? "";
}

function withoutTone(written: string): string {
	return written.replaceAll(TONES, "");
}

function byRank(one: readonly number[], other: readonly number[]): number {
	for (const [at, value] of one.entries()) {
		const difference = (other[at] ?? 0) - value;
		if (difference !== 0) return difference;
	}
	return 0;
}

const known = new WeakMap<Procedure, Names>();

function namesOf(procedure: Procedure): Names {
	const before = known.get(procedure);
	if (before !== undefined) return before;
	const { name, name_en, field_name } = procedure;
	const titles = [name, name_en].filter(Boolean).map(wordsOf);
	const names = { titles, all: plainOf(`${name} ${name_en} ${field_name}`) };
	known.set(procedure, names);
	return names;
}

function wordsOf(text: string): Word[] {
	const words = text.toLowerCase().normalize("NFC").match(LETTERS) ?? [];
	return words.map((word) => ({ written: withToneLast(word), plain: plainOf(word) }));
}

/** «hoà» and «hòa» are one word: the tone is the syllable's, not a letter's. */
function withToneLast(word: string): string {
	const apart = word.normalize("NFD");
	return withoutTone(apart) + (apart.match(TONES)?.join("") ?? "");
}

function plainOf(text: string): string {
	return text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/đ/gi, "d").toLowerCase();
}
