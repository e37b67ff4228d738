/** What the screens may say of time: nothing is dated by a clock that nobody has proven. */

import type { World } from "./world";

export class Hours {
	/** The best guess, as of the last look. */
	nowMs = $state(0);
	/** Whether things may be dated by it. */
	isKnown = $state(false);
	/** The phone's own clock is wrong, and its owner should know. */
	isOff = $state(false);

	readonly #world: Pick<World, "clock" | "isTimeKnown" | "isClockOff">;
	/** From when on it was known: what was taken from the clock before stays without a time. */
	#knownFromMs = $state(0);

	constructor(world: Pick<World, "clock" | "isTimeKnown" | "isClockOff">) {
		this.#world = world;
		this.isKnown = world.isTimeKnown();
		this.look();
	}

	look(): void {
		this.nowMs = this.#world.clock.nowMs();
		const isKnown = this.#world.isTimeKnown();
		if (isKnown && !this.isKnown) this.#knownFromMs = this.nowMs;
		this.isKnown = isKnown;
		this.isOff = this.#world.isClockOff();
	}

	/** A moment that was taken from the clock, if its time may be said. */
	dated(ms: number): number | null {
		const isSo = this.isKnown && ms >= this.#knownFromMs && ms <= this.nowMs;
		return isSo ? ms : null;
	}
}
