/** A decision about one dossier: what comes of it, the signed departure of its result, its label. */

import type { KeptScan } from "../shared/device/database";
import type { KnownItem } from "../shared/handoff/overlay";
import { Acting } from "./acting.svelte";
import type { Desk } from "./desk.svelte";
import type { DeskApi } from "./desk_api";
import { complete, type DraftPaper, extraPaper, linesOf, type Sent } from "./intake";
import { m } from "./words/messages";

export type Outcome = "granted" | "refused";

/** What a decision asks of the desk, and of the road to the server. */
type Hand = Pick<Desk, "sign" | "settled">;
type Road = Pick<DeskApi, "post" | "getFile">;

export class Deciding extends Acting {
	/** The item that is open; null while none is. */
	item = $state.raw<KnownItem | null>(null);
	outcome = $state.raw<Outcome>("granted");
	papers = $state.raw<DraftPaper[]>([]);
	seal = $state("");
	/** What the server made of the decision; from then on it stands. */
	sent = $state.raw<Sent | null>(null);
	scan = $state.raw<KeptScan | null>(null);
	label = $state.raw<Blob | null>(null);
	/** Another one may be opened: nothing is under way, and no decision waits for its signature. */
	isFree = $derived(!this.isBusy && (this.sent === null || this.scan !== null));
	maySign = $derived(this.item !== null && linesOf(this.papers).length > 0 && !this.isBusy);

	readonly #desk: Hand;
	readonly #api: Road;

	constructor(desk: Hand, api: Road) {
		super();
		this.#desk = desk;
		this.#api = api;
	}

	begin(item: KnownItem): void {
		if (!this.isFree) return;
		this.item = item;
		this.outcome = "granted";
		this.papers = [resultPaper("granted")];
		this.seal = "";
		this.sent = null;
		this.scan = null;
		this.label = null;
		this.error = null;
	}

	drop(): void {
		if (!this.isFree) return;
		this.item = null;
		this.error = null;
	}

	choose(outcome: Outcome): void {
		this.outcome = outcome;
		this.papers = [resultPaper(outcome), ...this.papers.slice(1)];
	}

	/**
	 * Decide, sign the result's departure, bring its label; true once all is done. What is done stays
	 * done, and what fails is tried again from there, for the same dossier.
	 */
	async sign(): Promise<boolean> {
		const { item } = this;
		if (item === null || !this.maySign) return false;
		return this.run(async () => {
			this.sent ??= await this.#api.post(`dossiers/${item.dossier}/decision`, this.#body());
			this.scan ??= await this.#desk.sign({ act: "commission", on: [{ l: this.sent.label.id }] });
			const [settled] = await this.#desk.settled([this.scan]);
			this.scan = settled ?? this.scan;
			this.label ??= await this.#api.getFile(`labels/${this.sent.label.id}/label.pdf`);
			this.item = null;
		});
	}

	#body() {
		const seal = this.seal.trim();
		const { outcome } = this;
		return { outcome, papers: linesOf(this.papers), ...(seal === "" ? {} : { seal }) };
	}
}

function resultPaper(of: Outcome): DraftPaper {
	return complete(extraPaper(of === "granted" ? m.paper_granted() : m.paper_refused()));
}
