/** What an office says to a scan of others: signed once, and shown as far as it has come. */

import type { KeptScan } from "../shared/device/database";
import type { KnownItem } from "../shared/handoff/overlay";
import { onItem } from "../shared/handoff/statements";
import { Acting } from "./acting.svelte";
import type { Desk } from "./desk.svelte";

type Hand = Pick<Desk, "sign" | "own">;
type Said = "confirm" | "deny";

const ANSWERS: ReadonlySet<string> = new Set<Said>(["confirm", "deny"]);

export class Answering extends Acting {
	readonly #desk: Hand;

	constructor(desk: Hand) {
		super();
		this.#desk = desk;
	}

	/** What this desk said to a scan already; what its signer might not say is nothing. */
	signed(scan: string): KeptScan | null {
		const said = this.#desk.own.filter(({ act, of }) => ANSWERS.has(act) && of === scan);
		return said.find(({ flags }) => !flags?.includes("no_grant")) ?? null;
	}

	/** Say it of an item. Once is enough: a second click signs nothing. */
	async sign(item: KnownItem, scan: string, act: Said = "confirm"): Promise<void> {
		const one = onItem(item);
		if (one === null || this.signed(scan) !== null) return;
		await this.run(async () => {
			await this.#desk.sign({ act, on: [one], of: scan });
		});
	}
}
