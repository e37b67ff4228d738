/** How a pin comes to where its holder is now: in one slide at a time, and never past either end. */

export type Place = [lon: number, lat: number];

/** What a slide asks of the browser. */
export interface Frames {
	/** Draw once, soon, with the time of the frame; answers how to call it off. */
	next(draw: (nowMs: number) => void): () => void;
	/** Whether things may move; else they are where they come to at once. */
	mayMove(): boolean;
}

const SLIDE_MS = 400;

const browserFrames: Frames = {
	next(draw) {
		const frame = requestAnimationFrame(draw);
		return () => cancelAnimationFrame(frame);
	},
	mayMove: () => !matchMedia("(prefers-reduced-motion: reduce)").matches,
};

export class Slide {
	readonly #put: (place: Place) => void;
	readonly #frames: Frames;
	#at: Place;
	#to: Place;
	#stop: () => void = () => {};

	constructor(at: Place, put: (place: Place) => void, frames: Frames = browserFrames) {
		this.#at = at;
		this.#to = at;
		this.#put = put;
		this.#frames = frames;
	}

	/** Go on from where the pin is drawn now; a slide under way to the same place goes on. */
	to(place: Place): void {
		if (isSame(this.#to, place)) return;
		this.stop();
		this.#to = place;
		if (this.#frames.mayMove()) this.#begin(this.#at);
		else this.#draw(place);
	}

	stop(): void {
		this.#stop();
		this.#stop = () => {};
	}

	/** A frame's time may lie before the call that asked for it, so it is counted from the first. */
	#begin(from: Place): void {
		let startedMs: number | null = null;
		const step = (nowMs: number): void => {
			startedMs ??= nowMs;
			const part = Math.max(0, Math.min(1, (nowMs - startedMs) / SLIDE_MS));
			this.#draw(part < 1 ? between(from, this.#to, part) : this.#to);
			if (part < 1) this.#stop = this.#frames.next(step);
		};
		this.#stop = this.#frames.next(step);
	}

	#draw(place: Place): void {
		this.#at = place;
		this.#put(place);
	}
}

function between(from: Place, to: Place, part: number): Place {
	return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
}

function isSame(one: Place, other: Place): boolean {
	return one[0] === other[0] && one[1] === other[1];
}
