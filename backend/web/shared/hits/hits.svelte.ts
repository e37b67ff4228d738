/** What is brought in by camera, hardware scanner or hand: one stream, whatever brings it. */

import { signal } from "../device/signals";
import { readEnrolmentTicket, ticketTextIn } from "../enrolment";
import { type LabelKeys, readLabel } from "../label";
import { readSlip } from "../slip";
import { readTicket } from "../ticket";
import { readTypedCode } from "../typed_code";
import type { Setting } from "./layouts";
import { looksOurs, type Proof, type Reading, read } from "./repair";

export interface Hit {
	text: string;
	by: "camera" | "scanner" | "typed" | "pasted";
	/** How the keyboard was set that had changed it. */
	repaired?: Setting;
}

interface Listener {
	hear(hit: Hit): void;
}

/** What is said of the keyboard: how it was set, or that what it typed cannot be read. */
export type Keyboard = Setting | "broken";

export class Hits {
	/** Said once of each setting, until something comes through whole again. */
	keyboard = $state.raw<Keyboard | null>(null);

	readonly #warn: () => void;
	readonly #told = new Set<Setting>();
	#listeners: Listener[] = [];
	#turn: Promise<unknown> = Promise.resolve();
	#keys: () => LabelKeys = () => new Map();

	readonly #origin: () => string;

	/** `warn` is heard when what was scanned leads nowhere; addresses of `origin` are ours. */
	constructor(warn: () => void, origin: () => string) {
		this.#warn = warn;
		this.#origin = origin;
	}

	/** By which keys labels are checked, as they are at the time. */
	checkBy(keys: () => LabelKeys): void {
		this.#keys = keys;
	}

	/**
	 * Hear what comes from now on, in place of whoever heard it before; returns how to stop. What was
	 * said of the keyboard was said of a scan on another screen.
	 */
	listen(hear: (hit: Hit) => void): () => void {
		this.keyboard = null;
		const listener = { hear };
		this.#listeners = [...this.#listeners, listener];
		return () => {
			this.#listeners = this.#listeners.filter((one) => one !== listener);
		};
	}

	/**
	 * Bring what was heard of one text, what the screen got first.
	 *
	 * It is meant for whoever listens now: who has left meanwhile hears it no more, and nobody else does.
	 */
	bring(texts: readonly string[], by: Hit["by"]): Promise<void> {
		const listener = this.#listeners.at(-1);
		const before = this.#turn;
		// No keyboard comes between a camera and what it sees.
		const isOurs = (text: string) => by === "scanner" && looksOurs(text, this.#origin());
		const reading = read(texts, proofBy(this.#keys()), isOurs);
		const brought = reading.then(async (found) => {
			await before; // in the order in which they came
			this.#hand(found, by, listener);
		});
		// What fails is told to who brought it, and those behind it are heard all the same.
		this.#turn = Promise.allSettled([before, brought]).then(() => {}); // keeps none of them
		return brought;
	}

	#hand({ text, repaired, isBroken }: Reading, by: Hit["by"], to: Listener | undefined): void {
		this.#tell(isBroken ? "broken" : (repaired ?? null));
		const isThere = to !== undefined && this.#listeners.includes(to);
		if (isBroken || to === undefined) this.#warn();
		else if (isThere) to.hear({ text, by, ...(repaired === undefined ? {} : { repaired }) });
	}

	#tell(keyboard: Keyboard | null): void {
		const isNews = keyboard === null || keyboard === "broken" || !this.#told.has(keyboard);
		if (keyboard !== null && keyboard !== "broken") this.#told.add(keyboard);
		// What is said already stays; what was said of another scan is not so any more.
		if (keyboard !== this.keyboard) this.keyboard = isNews ? keyboard : null;
	}
}

export const hits = new Hits(
	() => signal("warn"),
	() => location.origin,
);

/** Labels are proven by their signature, the others are only of the right form. */
export function proofBy(keys: LabelKeys): (text: string) => Promise<Proof> {
	return async (text) => {
		const { is } = await readLabel(text, keys);
		if (is === "forged") return is;
		if (is === "genuine" || readEnrolmentTicket(text) !== null) return "proven";
		const isOurs =
			is === "unknown_key" ||
			readTicket(text) !== null ||
			readSlip(text) !== null ||
			readTypedCode(text) !== null ||
			ticketTextIn(text) !== null;
		return isOurs ? "plausible" : "no";
	};
}
