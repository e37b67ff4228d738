/** A delivery at the door: what proves it is shown here, and weighed by the server. */

import { type Clock, deviceClock } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import { type Signal, signal } from "../shared/device/signals";
import { attempting, delivering } from "../shared/handoff/statements";
import { Proof } from "../shared/proof.svelte";
import type { PrivatePart } from "../shared/scan";
import type { KnownDayItem } from "./day";
import type { Phone } from "./phone.svelte";

export type AttemptReason =
	| "attempt.absent"
	| "attempt.wrong_address"
	| "attempt.declined"
	| "attempt.later";

/** What a door asks of the phone. */
type Hand = Pick<Phone, "own" | "sign"> & { api: Pick<Phone["api"], "post"> };

export class Door extends Proof {
	done = $state<"delivered" | "attempted" | null>(null);
	/** Of what it was done: the day forgets a delivered item. */
	code = $state("");
	/** The scan as far as it has come. */
	scan = $derived.by<KeptScan | null>(() => this.#scanNow());
	isStorageFull = $state(false);
	isSigning = $state(false);
	/** Whether there is something to show; without it the way of neither is chosen with open eyes. */
	isReady = $derived.by(() => this.hasProof && !this.isSigning && this.state.is !== "asking");

	readonly #phone: Hand;
	readonly #signal: (kind: Signal) => void;
	#signed = $state.raw<KeptScan | null>(null);

	constructor(
		phone: Hand,
		tell: (kind: Signal) => void = signal,
		clock: Pick<Clock, "after"> = deviceClock,
	) {
		super(phone.api, tell, clock);
		this.#phone = phone;
		this.#signal = tell;
	}

	/** Deliver with what was shown. */
	async deliver(item: KnownDayItem): Promise<void> {
		if (!this.isReady) return;
		const shown = await this.prove(item.subject);
		if (shown !== null) await this.#deliver(item, shown);
	}

	/** Deliver though nothing proves it: a PIN that was wrong goes with it all the same, as it was said. */
	async deliverUnproven(item: KnownDayItem): Promise<void> {
		await this.#deliver(item, this.shown());
	}

	async attempt(item: KnownDayItem, why: AttemptReason): Promise<void> {
		const statement = attempting(item, why);
		if (statement === null) return;
		await this.#sign(item, "attempted", () => this.#phone.sign(statement));
	}

	#scanNow(): KeptScan | null {
		return this.#phone.own.find((scan) => scan.id === this.#signed?.id) ?? this.#signed;
	}

	async #deliver(item: KnownDayItem, hidden: PrivatePart): Promise<void> {
		// Where this phone does not know whose it is, nothing is delivered.
		const statement = item.recipient == null ? null : delivering(item, item.recipient);
		if (statement === null) return;
		await this.#sign(item, "delivered", () => this.#phone.sign(statement, undefined, hidden));
	}

	/** What is done at a door is done once, and a PIN that is still being asked is asked no more. */
	async #sign(
		item: KnownDayItem,
		done: "delivered" | "attempted",
		sign: () => Promise<KeptScan>,
	): Promise<void> {
		if (this.done !== null || this.isSigning) return;
		this.stop();
		this.isSigning = true;
		this.isStorageFull = false;
		try {
			this.#signed = await sign();
			this.code = item.code;
			this.done = done;
			this.#signal("good");
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
			this.isStorageFull = true;
			this.#signal("stop");
		} finally {
			this.isSigning = false;
		}
	}
}
