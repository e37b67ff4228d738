/** A new slip for a citizen who has lost hers: asked first, since the old one ends with it. */

import type { BoardItem } from "../shared/shapes";
import { Acting } from "./acting.svelte";
import type { DeskApi } from "./desk_api";
import { type Print, printed } from "./printing";
import { mayTakeIn, type Workplace } from "./workplace";

type Road = Pick<DeskApi, "postForFile">;

/** The clerk of the office where a dossier came in prints its slip, as long as it may be needed. */
export function mayPrintSlip(
	item: Pick<BoardItem, "direction" | "origin" | "destination" | "business_state">,
	place: Workplace,
): boolean {
	const receiving = item.direction === "out" ? item.origin : item.destination;
	return receiving === place.id && mayTakeIn(place) && item.business_state !== "returned";
}

export class SlipPrinting extends Acting {
	isAsking = $state(false);

	readonly #api: Road;
	readonly #print: Print;
	/** Made and not printed: it is in force, and another one would end it. */
	#made: Blob | null = null;

	constructor(api: Road, print: Print = printed) {
		super();
		this.#api = api;
		this.#print = print;
	}

	ask(): void {
		this.isAsking = true;
	}

	keep(): void {
		this.isAsking = false;
		this.error = null;
	}

	/** One press, one slip; what was made and did not come out is printed, not made again. */
	async print(dossier: string): Promise<void> {
		await this.run(async () => {
			this.#made ??= await this.#api.postForFile(`dossiers/${dossier}/slips`);
			await this.#print(this.#made, "slip");
			this.#made = null;
			this.isAsking = false;
		});
	}
}
