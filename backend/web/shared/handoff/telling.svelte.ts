/** What is said beside a round: the newest first, each kind once, with its sound. */

import type { Clock } from "../device/clock";
import type { Signal } from "../device/signals";
import type { BoardItem } from "../shapes";
import type { Answer, Hit } from "./round";

type News<Item extends BoardItem> =
	| Answer<Item>
	/** What was scanned after signing began belongs to another round, which is not signed yet. */
	| { is: "new_round"; signed: number }
	/** Taken out of the round by hand; one press brings it back. */
	| { is: "removed"; hits: readonly Hit[] }
	/** The day is over: what was scanned on it and not signed is not signed as today's. */
	| { is: "new_day" };

export type Kind = News<BoardItem>["is"];

export interface Told<Item extends BoardItem = BoardItem> {
	no: number;
	answer: News<Item>;
}

const MOST_TOLD = 3;
const PASSING_MS = 6_000;
/** What asks nothing goes by itself, or with the next thing that is as it should be. */
const PASSING: ReadonlySet<Kind> = new Set<Kind>([
	...(["again", "signed_already", "mine_already", "foreign", "no_item"] as const),
]);
/** What is still open when the next thing is as it should be. */
const STAYS: ReadonlySet<Kind> = new Set<Kind>(["astray", "ticket", "new_round", "new_day"]);

const SIGNAL_OF: Readonly<Partial<Record<Kind, Signal>>> = {
	...{ expected: "good", checked: "good", unknown: "good", ticket: "good", extra: "warn" },
	...{ astray: "warn", not_here: "warn", mine_already: "warn", signed_already: "warn" },
	...{
		new_day: "warn",
		no_item: "warn",
		wrong_ticket: "warn",
		ticket_to_take: "warn",
		void: "stop",
		forged: "stop",
	},
};

export class Telling<Item extends BoardItem = BoardItem> {
	list = $state.raw<readonly Told<Item>[]>([]);

	readonly #clock: Pick<Clock, "after">;
	readonly #signal: (kind: Signal) => void;
	#no = 0;

	constructor(clock: Pick<Clock, "after">, signal: (kind: Signal) => void) {
		this.#clock = clock;
		this.#signal = signal;
	}

	/** `isQuiet`: it was heard before, and is only said again. */
	tell(answer: News<Item>, isQuiet = false): void {
		this.#no += 1;
		const one: Told<Item> = { no: this.#no, answer };
		const others = this.list.filter((other) => other.answer.is !== answer.is);
		this.list = [one, ...others].slice(0, MOST_TOLD);
		if (!isQuiet) this.#sound(answer.is);
		if (!PASSING.has(answer.is)) return;
		this.#clock.after(PASSING_MS, () => {
			this.list = this.list.filter((other) => other !== one);
		});
	}

	/** What is as it should be needs no words: the countdown says it. */
	pass(kind: "expected" | "checked"): void {
		this.list = this.list.filter(({ answer }) => STAYS.has(answer.is));
		this.#sound(kind);
	}

	dismiss(kind: Kind): void {
		this.list = this.list.filter(({ answer }) => answer.is !== kind);
	}

	/** What was said of things that count no more goes with them. */
	forget(hits: readonly Hit[]): void {
		const names = new Set(hits.map(({ name }) => name));
		this.list = this.list.filter(({ answer }) => !("hit" in answer && names.has(answer.hit.name)));
	}

	clear(): void {
		this.list = [];
	}

	#sound(kind: Kind): void {
		const sound = SIGNAL_OF[kind];
		if (sound !== undefined) this.#signal(sound);
	}
}
