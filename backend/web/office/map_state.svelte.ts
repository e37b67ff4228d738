/** What the map's page shows: the picture of what is under way, and the pins of who has it. */

import { ALL, type Filters } from "./filters";
import type { Office } from "./office.svelte";
import { Picture } from "./picture";
import { Pins, type Tie, ties } from "./pins";
import type { Group } from "./urgency";

/** Ages of pins need no second: what the clock alone changes is looked at every so often. */
const LOOK_MS = 5_000;

export class MapState {
	readonly pins: Pins;
	readonly #office: Office;
	readonly #picture: Picture;
	readonly #stops: (() => void)[];
	#wanted = $state.raw(ALL);
	/** How often the lists, and how often pins have changed. */
	#lists = $state(0);
	#marks = $state(0);
	#lookedMs = 0;

	constructor(office: Office) {
		this.#office = office;
		const { live, known } = office;
		const picture = new Picture(known, live.calendar, live.now);
		this.#picture = picture;
		this.pins = new Pins(live.board, (party) => picture.heldBy(party), live.now);
		this.pins.touched(null);
		picture.ontouched = (party) => this.pins.touched(party);
		this.#stops = [
			known.read({
				changed: (item) => {
					picture.changed(item);
					this.#noteAll();
				},
				reset: () => {
					picture.reset(live.now, live.calendar);
					this.#noteAll();
				},
			}),
			live.read({
				moved: (parties) => {
					for (const party of parties) this.pins.touched(party);
					this.#marks += 1;
				},
				reset: () => {},
				tick: (nowMs) => this.#tick(nowMs),
			}),
		];
	}

	stop(): void {
		for (const stop of this.#stops) stop();
	}

	get wanted(): Filters {
		return this.#wanted;
	}

	set wanted(wanted: Filters) {
		const { holder: _holder, ...filters } = wanted;
		const { holder: _before, ...before } = this.#wanted;
		this.#wanted = wanted;
		if (JSON.stringify(filters) === JSON.stringify(before)) return;
		this.#picture.want(wanted);
		this.#noteAll();
	}

	/** The list: what is shown, or of that what one party has. */
	groups(party: string | null): Group[] {
		void this.#lists;
		return this.#picture.groups(party);
	}

	/** How much is under way, whatever is filtered out. */
	get size(): number {
		void this.#lists;
		return this.#picture.size;
	}

	get fields(): readonly string[] {
		void this.#lists;
		return this.#picture.fields;
	}

	get ties(): Tie[] {
		void this.#lists;
		void this.#marks;
		return ties(this.#office.live.board, this.#picture.disputed);
	}

	/** Changes whenever pins do: whoever draws them takes what is new then. */
	get marks(): number {
		return this.#marks;
	}

	#tick(nowMs: number): void {
		if (Math.abs(nowMs - this.#lookedMs) < LOOK_MS) return;
		this.#lookedMs = nowMs;
		this.#picture.tick(nowMs, this.#office.live.calendar);
		this.pins.tick(nowMs);
		this.#noteAll();
	}

	#noteAll(): void {
		this.#lists += 1;
		this.#marks += 1;
	}
}
