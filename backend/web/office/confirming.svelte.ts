/** The confirm of a delivery that nothing proves: signed once, and shown as far as it has come. */

import type { KeptScan } from "../shared/device/database";
import type { KnownItem } from "../shared/handoff/overlay";
import { onItem } from "../shared/handoff/statements";
import type { Desk } from "./desk.svelte";

type Hand = Pick<Desk, "sign" | "own">;

export class Confirming {
	isSigning = $state(false);
	error = $state.raw<unknown>(null);

	readonly #desk: Hand;

	constructor(desk: Hand) {
		this.#desk = desk;
	}

	/** What this desk signed of a delivery already; what its signer might not say is none. */
	signed(delivery: string): KeptScan | null {
		const confirms = this.#desk.own.filter(({ act, of }) => act === "confirm" && of === delivery);
		return confirms.find(({ flags }) => !flags?.includes("no_grant")) ?? null;
	}

	/** Confirm a delivery of an item. Once is enough: a second click signs nothing. */
	async sign(item: KnownItem, delivery: string): Promise<void> {
		const one = onItem(item);
		if (one === null || this.isSigning || this.signed(delivery) !== null) return;
		this.isSigning = true;
		this.error = null;
		try {
			await this.#desk.sign({ act: "confirm", on: [one], of: delivery });
		} catch (error) {
			this.error = error;
		} finally {
			this.isSigning = false;
		}
	}
}
