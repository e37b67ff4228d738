/** A result that goes over the counter: to whom, by what proof, and what became of it. */

import { Offline, Refused } from "../shared/device/api";
import { type Clock, deviceClock } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import { type Signal, signal } from "../shared/device/signals";
import type { KnownItem } from "../shared/handoff/overlay";
import { nameOf, see } from "../shared/handoff/seen";
import { delivering } from "../shared/handoff/statements";
import type { LabelKeys } from "../shared/label";
import { Proof } from "../shared/proof.svelte";
import type { PrivatePart } from "../shared/scan";
import type { Answered } from "../shared/shapes";
import { readSlip, type Slip } from "../shared/slip";
import type { Desk } from "./desk.svelte";
import type { DeskApi } from "./desk_api";

const PATIENCE_MS = 3_000;

type Dossier = Answered["DossierOut"];

/** What a counter asks of the desk, and of the road to the server. */
type Hand = Pick<Desk, "sign" | "own">;
type Road = Pick<DeskApi, "get" | "post">;

export class Counter extends Proof {
	/** The result that is being given; null while none is chosen. */
	giving = $state.raw<KnownItem | null>(null);
	dossier = $state.raw<Dossier | null>(null);
	/** Somebody else than the applicant takes it. */
	isOther = $state(false);
	/** Their name, as it was typed. */
	taker = $state("");
	isSigning = $state(false);
	/** What was scanned and led to nothing: a slip before its result, or no result of this counter. */
	lost = $state<"slip_first" | "not_here" | null>(null);
	error = $state.raw<unknown>(null);
	/** What was given last, with its scan as far as it has come. */
	given = $derived.by<{ item: KnownItem; scan: KeptScan } | null>(() => this.#givenNow());
	/** Whom it is given to is known, and nothing runs. */
	isReady = $derived.by(() => {
		const isNamed = !this.isOther || this.taker.trim() !== "";
		return this.dossier !== null && isNamed && !this.isSigning && this.state.is !== "asking";
	});

	readonly #desk: Hand;
	readonly #api: Road;
	readonly #tell: (kind: Signal) => void;
	readonly #now: (item: KnownItem) => KnownItem;
	readonly #clock: Pick<Clock, "after">;
	#looking: Promise<void> = Promise.resolve();
	#signed = $state.raw<{ item: KnownItem; scan: KeptScan } | null>(null);

	/** `now` says how an item stands by now: its label or its newest node may be another. */
	constructor(
		desk: Hand,
		api: Road,
		now: (item: KnownItem) => KnownItem,
		tell: (kind: Signal) => void = signal,
		clock: Pick<Clock, "after"> = deviceClock,
	) {
		super(api, tell, clock);
		this.#now = now;
		this.#clock = clock;
		this.#desk = desk;
		this.#api = api;
		this.#tell = tell;
	}

	/** Whatever a scanner or the camera brings: the label of a result begins it, a slip proves it. */
	async bring(text: string, results: readonly KnownItem[], keys: LabelKeys): Promise<void> {
		this.lost = null;
		const isSlip = readSlip(text) !== null;
		const item = isSlip ? undefined : named(results, nameOf(await see(text.trim(), keys)));
		if (item !== undefined) return this.begin(item);
		if (this.giving !== null) return this.read(text);
		this.lost = isSlip ? "slip_first" : "not_here";
		this.#tell("warn");
	}

	/** Begin with one result; while another one is being signed nothing begins. */
	async begin(item: KnownItem): Promise<void> {
		if (this.isSigning || this.state.is === "asking") return;
		this.forget();
		this.giving = item;
		this.dossier = null;
		this.isOther = false;
		this.taker = "";
		this.error = null;
		this.lost = null;
		this.#signed = null;
		await this.#askWhose(item);
	}

	/** Without an answer whose it is, nothing can be signed: ask again. */
	async again(): Promise<void> {
		this.error = null;
		if (this.giving !== null && this.dossier === null) await this.#askWhose(this.giving);
	}

	drop(): void {
		this.giving = null;
		this.error = null;
		this.forget();
	}

	giveTo(taker: "self" | "other"): void {
		this.stop();
		this.isOther = taker === "other";
	}

	/** Give it out by what was shown. */
	async deliver(): Promise<void> {
		const item = this.giving;
		if (this.way === "slip") await this.#slipSeen();
		if (item === null || item !== this.giving || !this.isReady || !this.hasProof) return;
		const shown = await this.prove(item.subject);
		if (shown !== null) await this.#sign(item, shown);
	}

	/** Give it out though nothing proves it: a PIN that was wrong goes with it, as it was said. */
	async deliverUnproven(): Promise<void> {
		if (this.giving !== null && this.isReady) await this.#sign(this.giving, this.shown());
	}

	/** A slip bears its dossier's code: the one of another result is not signed for this one. */
	protected override lookAtSlip(slip: Slip): Promise<void> {
		this.#looking = this.#lookAt(slip);
		return this.#looking;
	}

	async #lookAt({ code, secret }: Slip): Promise<void> {
		const item = this.giving;
		const other = item && (await this.#otherOf(code, item));
		// Another slip may have been shown meanwhile, for another result.
		if (!other || this.giving !== item || this.slip !== secret || this.isSigning) return;
		this.slip = null;
		this.state = { is: "other_slip", code: other };
		this.#tell("warn");
	}

	/** The dossier of a slip, if it is another. Where nobody knows, the server tries it later. */
	async #otherOf(code: string, { dossier }: KnownItem): Promise<string | null> {
		try {
			const found = await this.#api.get(`lookups?q=${code}`);
			if (found.some((one) => one.dossier === dossier)) return null;
			return found[0]?.code ?? null;
		} catch (error) {
			if (error instanceof Offline || error instanceof Refused) return null;
			throw error;
		}
	}

	/** Whoever signs at once waits for the word on the slip, but not for a road that is too slow. */
	#slipSeen(): Promise<void> {
		let stop = () => {};
		const patience = new Promise<void>((over) => {
			stop = this.#clock.after(PATIENCE_MS, over);
		});
		return Promise.race([this.#looking, patience]).finally(stop);
	}

	async #askWhose(item: KnownItem): Promise<void> {
		try {
			const dossier = await this.#api.get(`dossiers/${item.dossier}`);
			if (this.giving === item) this.dossier = dossier;
		} catch (error) {
			if (this.giving === item) this.error = error;
		}
	}

	async #sign(item: KnownItem, shown: PrivatePart): Promise<void> {
		const to = this.dossier?.citizen;
		const statement = to === undefined ? null : delivering(this.#now(item), to);
		if (statement === null || this.isSigning) return;
		this.isSigning = true;
		this.error = null;
		try {
			const hidden = { ...shown, recipient: this.#recipient() };
			const scan = await this.#desk.sign(statement, hidden);
			this.#signed = { item, scan };
			this.drop();
			this.#tell("good");
		} catch (error) {
			this.error = error;
			this.#tell("stop");
		} finally {
			this.isSigning = false;
		}
	}

	#recipient(): Record<string, string> {
		return this.isOther ? { name: this.taker.trim(), relation: "other" } : { relation: "self" };
	}

	#givenNow() {
		const signed = this.#signed;
		if (signed === null) return null;
		return {
			...signed,
			scan: this.#desk.own.find(({ id }) => id === signed.scan.id) ?? signed.scan,
		};
	}
}

/** What is shown beside a counter: while something is given out, that alone or nothing. */
export function shownBeside(selected: string | null, giving: KnownItem | null): string | null {
	return giving === null || giving.subject === selected ? selected : null;
}

function named(results: readonly KnownItem[], name: string | null): KnownItem | undefined {
	return results.find((item) => item.labels.some(({ id, code }) => id === name || code === name));
}
