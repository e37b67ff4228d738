/** Which office the page shows: one at a time, and never one whose store and feed are shut. */

import type { Office } from "./office.svelte";
import type { Workplace } from "./workplace";

type Shown = Pick<Office, "place" | "selected" | "start" | "stop">;

export class Entrance<One extends Shown = Office> {
	office = $state.raw<One | null>(null);
	/** A place is being opened: the choice of one is not offered meanwhile. */
	isEntering = $state(false);

	readonly #open: (place: Workplace) => Promise<One>;

	constructor(open: (place: Workplace) => Promise<One>) {
		this.#open = open;
	}

	/** The one before stays open until the next one is: where that fails, one goes on there. */
	async enter(place: Workplace): Promise<void> {
		if (this.isEntering) return;
		this.isEntering = true;
		try {
			const opened = await this.#open(place);
			const before = this.office;
			// Whoever made this browser a desk for what the panel shows goes on there.
			if (before?.place.id === place.id) opened.selected = before.selected;
			await opened.start().catch((error: unknown) => {
				opened.stop();
				throw error;
			});
			this.office = opened;
			before?.stop();
		} finally {
			this.isEntering = false;
		}
	}

	leave(): void {
		this.office?.stop();
		this.office = null;
	}
}
