/** When something happened, as far as this device can know it. */

import { b64u, randomBytes } from "../bytes";
import type { At } from "../scan";

/** So far may two honest clocks drift apart; what is more is a sleep, or a clock that was set. */
const DRIFT_MS = 5_000;
/** A clock that is wrong by more is told: couriers read the time from it. */
const OFF_MS = 5 * 60_000;
/** So long a clock that was right, or wrong by a known time, is believed without being asked again. */
const BELIEVED_MS = 36 * 3_600_000;

/** The two clocks of a browser: one can be set, the other may stand still while the device sleeps. */
export interface Clocks {
	wallMs(): number;
	monotonicMs(): number;
}

/** The server's time, and what the clock on the wall said at that moment. */
export interface HeardTime {
	serverMs: number;
	wallMs: number;
}

/** Where it is kept from one page to the next. */
export interface HeardStore {
	get(): HeardTime | null;
	put(heard: HeardTime): void;
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
 *
 * A page that is opened without network goes on by how far the clock on the wall was off when the
 * server was heard last: good enough for a screen, as long as nothing speaks against it; a scan
 * names it never.
 */
export class Timepiece {
	readonly #clocks: Clocks;
	readonly #context: string;
	readonly #store: HeardStore;
	readonly #heard: HeardTime | null;
	#anchor: Anchor;

	constructor(clocks: Clocks, context: string, store: HeardStore) {
		this.#clocks = clocks;
		this.#context = context;
		this.#store = store;
		const heard = store.get();
		this.#heard = isTime(heard?.serverMs) && isTime(heard.wallMs) ? heard : null;
		const wallMs = clocks.wallMs();
		this.#anchor = this.#anchored(this.#guess(wallMs), false, wallMs);
	}

	/** The server said its time just now; whatever is no time is not believed. */
	seen(serverMs: number): void {
		if (!isTime(serverMs)) return;
		this.#anchor = this.#anchored(Math.floor(serverMs), true);
		this.#store.put({ serverMs: this.#anchor.ms, wallMs: this.#anchor.wallMs });
	}

	/** Whether a screen may date things by it: else it says no time rather than a wrong one. */
	isKnown(): boolean {
		if (this.#anchor.isServers) return true;
		if (this.#heard === null) return false;
		const passedMs = this.#anchor.wallMs - this.#heard.wallMs;
		return passedMs >= 0 && passedMs <= BELIEVED_MS;
	}

	/** Whether the clock on the wall is wrong, as far as the server was ever heard. */
	isOff(): boolean {
		const aheadMs = this.#clocks.wallMs() - this.nowMs();
		if (this.isKnown()) return Math.abs(aheadMs) > OFF_MS;
		// Of a clock that was set meanwhile it is only certain that it is not before that.
		return this.#heard !== null && aheadMs < -OFF_MS;
	}

	/** It is never before what the server said last, whatever the clock on the wall says. */
	#guess(wallMs: number): number {
		if (this.#heard === null) return wallMs;
		return this.#heard.serverMs + Math.max(0, wallMs - this.#heard.wallMs);
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

	#anchored(ms: number, isServers: boolean, wallMs = this.#clocks.wallMs()): Anchor {
		return { ms, wallMs, monotonicMs: this.#clocks.monotonicMs(), isServers };
	}
}

function isTime(ms: number | undefined): ms is number {
	return ms !== undefined && Number.isFinite(ms);
}

const HEARD = "hoso.time";

/** In the page's own store: it is read before anything is shown. */
const heardStore: HeardStore = {
	get() {
		try {
			const [serverMs, wallMs] = (localStorage.getItem(HEARD) ?? "").split(" ").map(Number);
			return serverMs === undefined || wallMs === undefined ? null : { serverMs, wallMs };
		} catch {
			return null; // a browser that keeps nothing, or none at all
		}
	},
	put({ serverMs, wallMs }) {
		try {
			localStorage.setItem(HEARD, `${serverMs} ${wallMs}`);
		} catch {
			// The next page knows no time before it is told.
		}
	},
};

/** Random per running page: a page cannot know when the phone booted. */
const timepiece = new Timepiece(
	{ wallMs: () => Date.now(), monotonicMs: () => performance.now() },
	b64u(randomBytes(8)),
	heardStore,
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

/** Whether screens may date things by `nowMs`. */
export function isTimeKnown(): boolean {
	return timepiece.isKnown();
}

/** Whether this device's own clock is wrong. */
export function isClockOff(): boolean {
	return timepiece.isOff();
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
