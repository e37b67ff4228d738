/** How pins come to where their holders are now: all in one loop, which sleeps while nothing moves. */

export type Place = [lon: number, lat: number];

/** What a slide asks of the browser. */
export interface Frames {
	/** Draw once, soon, with the time of the frame; answers how to call it off. */
	next(draw: (nowMs: number) => void): () => void;
	/** Whether things may move; else they are where they come to at once. */
	mayMove(): boolean;
}

interface Way {
	from: Place;
	to: Place;
	at: Place;
	startedMs: number | null;
}

const SLIDE_MS = 400;

const browserFrames: Frames = {
	next(draw) {
		const frame = requestAnimationFrame(draw);
		return () => cancelAnimationFrame(frame);
	},
	mayMove: () => !matchMedia("(prefers-reduced-motion: reduce)").matches,
};

export class Slides {
	/** Draws some pins elsewhere; the next frame waits for it. */
	readonly #put: (places: ReadonlyMap<string, Place>) => Promise<unknown>;
	readonly #frames: Frames;
	readonly #ways = new Map<string, Way>();
	#callOff: (() => void) | null = null;
	#isDrawing = false;

	constructor(
		put: (places: ReadonlyMap<string, Place>) => Promise<unknown>,
		frames: Frames = browserFrames,
	) {
		this.#put = put;
		this.#frames = frames;
	}

	/** Where a pin is drawn that is on its way; null for one that stands. */
	placeOf(id: string): Place | null {
		return this.#ways.get(id)?.at ?? null;
	}

	/** Go on from where the pin is drawn; answers where that is. A way to the same place goes on. */
	to(id: string, from: Place, to: Place): Place {
		if (!this.#frames.mayMove()) return to;
		const under = this.#ways.get(id);
		if (under !== undefined && isSame(under.to, to)) return under.at;
		const at = under?.at ?? from;
		this.#ways.set(id, { from: at, to, at, startedMs: null });
		this.#wake();
		return at;
	}

	/** It is gone, or is where it is. */
	drop(id: string): void {
		this.#ways.delete(id);
		if (this.#ways.size === 0) this.#sleep();
	}

	stop(): void {
		this.#ways.clear();
		this.#sleep();
	}

	#wake(): void {
		if (this.#isDrawing || this.#callOff !== null || this.#ways.size === 0) return;
		this.#callOff = this.#frames.next((nowMs) => {
			this.#callOff = null;
			void this.#step(nowMs);
		});
	}

	#sleep(): void {
		this.#callOff?.();
		this.#callOff = null;
	}

	/** A frame's time may lie before the call that asked for it, so it is counted from the first. */
	async #step(nowMs: number): Promise<void> {
		const places = new Map<string, Place>();
		for (const [id, way] of this.#ways) {
			way.startedMs ??= nowMs;
			const part = Math.max(0, Math.min(1, (nowMs - way.startedMs) / SLIDE_MS));
			way.at = part < 1 ? between(way.from, way.to, part) : way.to;
			places.set(id, way.at);
			if (part === 1) this.#ways.delete(id);
		}
		this.#isDrawing = true;
		try {
			await this.#put(places);
		} finally {
			this.#isDrawing = false;
			this.#wake();
		}
	}
}

function between(from: Place, to: Place, part: number): Place {
	return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
}

function isSame(one: Place, other: Place): boolean {
	return one[0] === other[0] && one[1] === other[1];
}
