/** What nobody thought of, and what keeps the device from keeping: told on the screen, never lost. */

import { Offline, Refused } from "./device/api";
import { StoreOver, type Trouble } from "./device/connection";

type Window = Pick<EventTarget, "addEventListener" | "removeEventListener">;

export class Mishaps {
	/** Nothing may be signed as long as this stands. */
	store = $state<Trouble | null>(null);
	/** The last error that nobody caught; the app goes on, and says so. */
	last = $state.raw<unknown>(null);

	readonly tellOfStore = (trouble: Trouble | null): void => {
		this.store = trouble;
	};

	/** Hear of what nobody caught; returns how to stop. */
	listen(window: Window): () => void {
		const hear = (event: Event): void => this.#hear(event);
		window.addEventListener("error", hear);
		window.addEventListener("unhandledrejection", hear);
		return () => {
			window.removeEventListener("error", hear);
			window.removeEventListener("unhandledrejection", hear);
		};
	}

	dismiss(): void {
		this.last = null;
	}

	#hear(event: Event): void {
		const error = "reason" in event ? event.reason : "error" in event ? event.error : null;
		// A picture that does not load is an event without an error; a dead road and a store have words.
		const isTold = error instanceof Offline || error instanceof Refused;
		if (error == null || isTold || error instanceof StoreOver) return;
		this.last = error;
	}
}
