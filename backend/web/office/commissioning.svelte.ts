/** The departure of what was taken in or decided here, where its signature did not come to be. */

import { type KnownItem, labelOf, namesOn } from "../shared/handoff/overlay";
import { Acting } from "./acting.svelte";
import type { Desk } from "./desk.svelte";
import type { DeskApi } from "./desk_api";
import { type Print, printed } from "./printing";

type Hand = Pick<Desk, "sign" | "own">;
type Road = Pick<DeskApi, "getFile">;

export class Commissioning extends Acting {
	readonly #desk: Hand;
	readonly #api: Road;
	readonly #print: Print;

	constructor(desk: Hand, api: Road, print: Print = printed) {
		super();
		this.#desk = desk;
		this.#api = api;
		this.#print = print;
	}

	/** Sign it and print its label; what is signed already, here or in another tab, is printed alone. */
	async sign(item: KnownItem): Promise<void> {
		const label = labelOf(item);
		if (label === null) return;
		await this.run(async () => {
			if (!this.#isSigned(label)) await this.#desk.sign({ act: "commission", on: [{ l: label }] });
			await this.#print(await this.#api.getFile(`labels/${label}/label.pdf`), "label");
		});
	}

	/** What the server set aside, or might not be said by its signer, has to be signed anew. */
	#isSigned(label: string): boolean {
		return this.#desk.own.some(
			(scan) =>
				scan.act === "commission" &&
				scan.sync !== "person" &&
				!scan.flags?.includes("no_grant") &&
				namesOn(scan).includes(label),
		);
	}
}
