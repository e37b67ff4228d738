/** When something happened, as far as this device can know it. */

import { b64u, randomBytes } from "../bytes";
import type { At } from "../scan";

/** So far may two honest clocks drift apart; what is more is a sleep, or a clock that was set. */
const DRIFT_MS = 5_000;

/** The two clocks of a browser: one can be set, the other may stand still while the device sleeps. */
export interface Clocks {
	wallMs(): number;
	monotonicMs(): number;
}

interface Anchor {
	/** True time there, as far as it was known: the server's, or this device's own at first. */
	ms: number;
	wallMs: number;
	monotonicMs: number;
	isServers: boolean;
}

/**
 * The time by the server, carried on by whichever of the two clocks went further: a clock that is put
 * back does not turn time back, and a sleep is not forgotten. Once the two have parted, the server's
 * time is only a guess, and no scan names it until the server has said it again.
 */
export class Timepiece {
	readonly #clocks: Clocks;
	readonly #context: string;
	#anchor: Anchor;

	constructor(clocks: Clocks, context: string) {
		this.#clocks = clocks;
		this.#context = context;
		this.#anchor = this.#anchored(clocks.wallMs(), false);
	}

	/** The server said its time just now; whatever is no time is not believed. */
	seen(serverMs: number): void {
		if (Number.isFinite(serverMs)) this.#anchor = this.#anchored(Math.floor(serverMs), true);
	}

	nowMs(): number {
		const { wall, monotonic } = this.#passed();
		return this.#anchor.ms + Math.max(0, wall, monotonic);
	}

	/** What a scan says of its time. */
	at(): At {
		const m = Math.floor(this.#clocks.monotonicMs());
		const now = { w: Math.floor(this.#clocks.wallMs()), m, c: this.#context };
		if (!this.#isProven()) return now;
		return { ...now, s: [this.#anchor.ms, Math.floor(this.#anchor.monotonicMs)] };
	}

	#isProven(): boolean {
		const { wall, monotonic } = this.#passed();
		return this.#anchor.isServers && Math.abs(wall - monotonic) <= DRIFT_MS;
	}

	#passed(): { wall: number; monotonic: number } {
		return {
			wall: Math.floor(this.#clocks.wallMs() - this.#anchor.wallMs),
			monotonic: Math.floor(this.#clocks.monotonicMs() - this.#anchor.monotonicMs),
		};
	}

	#anchored(ms: number, isServers: boolean): Anchor {
		const monotonicMs = this.#clocks.monotonicMs();
		return { ms, wallMs: this.#clocks.wallMs(), monotonicMs, isServers };
	}
}

/** Random per running page: a page cannot know when the phone booted. */
const timepiece = new Timepiece(
	{ wallMs: () => Date.now(), monotonicMs: () => performance.now() },
	b64u(randomBytes(8)),
);

export function at(): At {
	return timepiece.at();
}

export function serverTimeSeen(serverMs: number): void {
	timepiece.seen(serverMs);
}

/** The best guess of the true time; every duration and every age is measured by it. */
export function nowMs(): number {
	return timepiece.nowMs();
}

/** Time as an argument: what it is, and being called when some of it has passed. */
export interface Clock {
	nowMs(): number;
	/** Returns how to call it off. */
	after(ms: number, then: () => void): () => void;
	every(ms: number, then: () => void): () => void;
}

export const deviceClock: Clock = {
	nowMs,
	after(ms, then) {
		const timer = setTimeout(then, ms);
		return () => clearTimeout(timer);
	},
	every(ms, then) {
		const timer = setInterval(then, ms);
		return () => clearInterval(timer);
	},
};
