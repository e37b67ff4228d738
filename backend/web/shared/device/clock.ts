/** When something happened, as far as this phone can know it. */

import { b64u, randomBytes } from "../bytes";
import type { At } from "../scan";

/** Random per running page: a page cannot know when the phone booted. */
const context = b64u(randomBytes(8));
let server: [serverMs: number, monoMs: number] | undefined;

export function at(): At {
	const now = { w: Date.now(), m: monotonicMs(), c: context };
	return server === undefined ? now : { ...now, s: server };
}

/** The server said its time just now; from here on the phone's own clock no longer matters. */
export function serverTimeSeen(serverMs: number): void {
	server = [Math.floor(serverMs), monotonicMs()];
}

/** The best guess of the true time: the server's, carried on; else the phone's clock. */
export function nowMs(): number {
	return server === undefined ? Date.now() : server[0] + monotonicMs() - server[1];
}

function monotonicMs(): number {
	return Math.floor(performance.now());
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
