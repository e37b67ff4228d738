/**
 * Tells a hardware scanner from a person by the time between keys; pure.
 *
 * A scanner is a keyboard that types fast and ends with Enter, Tab or nothing. Outside text fields
 * each key is taken away from the page until it is known whose it was; what a person typed is given
 * back. In a text field keys go their way, and a burst is told in the end, to be taken out again.
 */

/** A key as the machine hears it; keys that write nothing, such as Shift, are not told to it. */
export interface Stroke {
	/** What the key made under the layout in force. */
	key: string;
	/** The same key on a keyboard of the United States, which is what scanners are set to. */
	meant: string | null;
	atMs: number;
	isRepeat: boolean;
	/** In a text field keys enter at once. */
	isInField: boolean;
}

/** What there is of a code of ours: a part of it, all of it, or nothing. */
export type Ours = "part" | "whole" | null;

export interface Step<S extends Stroke> {
	/** The key is taken away from the page; it may be given back later. */
	isTaken: boolean;
	/** Keys that a person pressed after all, to be given back to the page before anything else. */
	freed: readonly S[];
	/** What a scanner has typed, without the key that ended it. */
	burst: readonly S[] | null;
}

/** Within this a scanner presses its second key; a person's key waits no longer either. */
export const WAIT_MS = 40;
/** Once it is known for a scanner it may falter: a busy machine, a slow radio. */
const FALTER_MS = 100;
/** What begins as our codes do is no person's any more, however long the machine takes over it. */
const PART_MS = 1_000;
/** In a text field the key that ends a whole code would send it off: it may come a little later. */
const WHOLE_MS = 300;
const KNOWN = 2;
/** No hand presses as many keys so fast. */
const SHORTEST = 4;
const ENDS: ReadonlySet<string> = new Set(["Enter", "Tab"]);
const ERASE = "Backspace";
const NOTHING: Step<never> = { isTaken: false, freed: [], burst: null };

export class Bursts<S extends Stroke> {
	readonly #ours: (strokes: readonly S[]) => Ours;
	#strokes: S[] = [];
	#known: Ours = null;
	/** How many of the open keys have been given back already. */
	#given = 0;
	/** What the clock ended: on a busy machine the next key may be heard long after it was pressed. */
	#ended: { strokes: readonly S[]; isWhole: boolean } | null = null;
	/** When something was rubbed out that no burst had written: an input method puts a word right. */
	#mendedMs = Number.NEGATIVE_INFINITY;

	/** `ours`: what there is of a code of ours; in a text field nothing else is touched. */
	constructor(ours: (strokes: readonly S[]) => Ours) {
		this.#ours = ours;
	}

	/**
	 * When to call `rest`; null if nothing waits. In a text field keys have entered, so that nothing
	 * does before a code is known: however busy the page, the stamps tell what belongs together.
	 */
	get dueMs(): number | null {
		const last = this.#strokes.at(-1);
		if (last === undefined || (last.isInField && this.#known === null)) return null;
		return last.atMs + this.patienceMs;
	}

	/** How long the next key of a scanner may take; in a text field nobody waits for it. */
	get patienceMs(): number {
		if (this.#known === "part") return PART_MS;
		if (this.#strokes[0]?.isInField) return this.#known === null ? FALTER_MS : WHOLE_MS;
		return this.#strokes.length >= KNOWN ? FALTER_MS : WAIT_MS;
	}

	/** How many keys are open. */
	get count(): number {
		return this.#strokes.length;
	}

	press(stroke: S): Step<S> {
		const ended = this.#takeUp(stroke);
		if (ended !== null) return ended;
		const before = this.#isNext(stroke) ? NOTHING : this.#end();
		if (this.#joins(stroke)) {
			this.#strokes.push(stroke);
			this.#known = this.#ours(this.#strokes) ?? this.#known;
			return { ...before, isTaken: !stroke.isInField };
		}
		const isEnd = ENDS.has(stroke.key) && !stroke.isRepeat;
		const rest = isEnd || this.#known !== null ? this.#end() : this.#give();
		return {
			isTaken: isEnd && rest.burst !== null,
			freed: [...before.freed, ...rest.freed],
			burst: rest.burst ?? before.burst,
		};
	}

	/** Nothing came for as long as was waited. */
	rest(nowMs: number): Step<S> {
		const { dueMs } = this;
		if (dueMs === null || nowMs < dueMs) return NOTHING;
		const strokes = this.#strokes;
		const known = this.#known;
		const step = this.#end();
		this.#ended = { strokes, isWhole: step.burst !== null && known !== "part" };
		return step;
	}

	/**
	 * What the clock ended goes on if the stamps say so: keys that were given back, or read as a part,
	 * too early belong to the burst after all, and the key that ends what was read is nobody else's.
	 */
	#takeUp(stroke: S): Step<S> | null {
		const ended = this.#ended;
		this.#ended = null;
		const last = ended?.strokes.at(-1);
		if (ended == null || last === undefined || last.isInField !== stroke.isInField) return null;
		// However late it is heard, a scanner's next key is stamped soon; a second label is not.
		const patienceMs = ended.strokes.length < KNOWN ? WAIT_MS : FALTER_MS;
		if (stroke.atMs - last.atMs > patienceMs) return null;
		if (ended.isWhole) {
			const isEnd = ENDS.has(stroke.key) && !stroke.isRepeat;
			return isEnd ? { isTaken: true, freed: [], burst: null } : null;
		}
		this.#strokes = [...ended.strokes];
		this.#given = ended.strokes.length;
		this.#known = this.#ours(this.#strokes);
		return null;
	}

	#joins(stroke: S): boolean {
		if (stroke.isRepeat) return false;
		if (this.#strokes.length > 0) return isWriting(stroke) || stroke.key === ERASE;
		const isMending = stroke.atMs - this.#mendedMs <= WAIT_MS;
		if (stroke.key === " ") return false; // no code begins with one, and buttons are pressed by it
		if (stroke.key !== ERASE && !isMending) return isWriting(stroke);
		this.#mendedMs = stroke.atMs;
		return false;
	}

	#isNext({ atMs, isInField }: S): boolean {
		const last = this.#strokes.at(-1);
		if (last === undefined) return true;
		return isInField === last.isInField && atMs - last.atMs <= this.patienceMs;
	}

	#end(): Step<S> {
		const strokes = this.#strokes;
		const isBurst = this.#known !== null || (strokes.length >= SHORTEST && !strokes[0]?.isInField);
		if (!isBurst) return this.#give();
		this.#clear();
		return { isTaken: true, freed: [], burst: strokes };
	}

	/** They were a person's; in a text field they have entered already. */
	#give(): Step<S> {
		const freed = this.#strokes.slice(this.#given).filter(({ isInField }) => !isInField);
		this.#clear();
		return { isTaken: false, freed, burst: null };
	}

	#clear(): void {
		this.#strokes = [];
		this.#given = 0;
		this.#known = null;
	}
}

/** Under an input method a key may be called by no letter, and still be known by its place. */
function isWriting({ key, meant }: Stroke): boolean {
	return [...key].length === 1 || (UNNAMED.has(key) && meant !== null);
}

const UNNAMED: ReadonlySet<string> = new Set(["Process", "Unidentified", "Dead"]);

/** What the strokes wrote, with what was rubbed out on the way. */
export function written(strokes: readonly Stroke[]): string {
	const text: string[] = [];
	for (const { key, meant } of strokes) {
		if (key === ERASE) text.pop();
		else text.push(UNNAMED.has(key) ? (meant ?? "") : key);
	}
	return text.join("");
}

/** What the scanner's own keyboard would have written; null if a key had no place on it. */
export function meantBy(strokes: readonly Stroke[]): string | null {
	const text = strokes.map(({ meant }) => meant);
	return text.some((one) => one === null) ? null : text.join("");
}
