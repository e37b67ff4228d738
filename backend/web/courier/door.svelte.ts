/** A delivery at the door: what proves it is shown here, and weighed by the server. */

import { type Clock, deviceClock } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import { type Signal, signal } from "../shared/device/signals";
import { namesOf, namesOn } from "../shared/handoff/overlay";
import { attempting, delivering } from "../shared/handoff/statements";
import { Proof } from "../shared/proof.svelte";
import type { PrivatePart, Statement } from "../shared/scan";
import type { KnownDayItem } from "./day";
import type { Phone } from "./phone.svelte";

export type AttemptReason =
	| "attempt.absent"
	| "attempt.wrong_address"
	| "attempt.declined"
	| "attempt.later";

/** What a door asks of the phone. */
type Hand = Pick<Phone, "own" | "sign"> & {
	api: Pick<Phone["api"], "post">;
	enrolment: { party: Pick<Phone["enrolment"]["party"], "id"> };
};

export class Door extends Proof {
	/** What came of it: by this page, or as the outbox knows it after the page was opened anew. */
	done = $derived.by<"delivered" | "attempted" | null>(
		() => this.#done ?? (this.#given() === null ? null : "delivered"),
	);
	/** Whether something can be done here: it is in this hand, and nothing is done yet. */
	isOpen = $derived.by(() => this.done === null && this.#inHand() !== null);
	/** The last that was signed of it is that nothing came of it; it may be tried again. */
	isAttempted = $derived.by(() => this.#lastOf(this.#item())?.act === "attempt");
	/** Of what it was done: the day forgets a delivered item. */
	code = $state("");
	/** The scan as far as it has come. */
	scan = $derived.by<KeptScan | null>(() => this.#scanNow());
	isStorageFull = $state(false);
	isSigning = $state(false);
	/** Whether there is something to show; without it the way of neither is chosen with open eyes. */
	isReady = $derived.by(() => this.hasProof && !this.isSigning && this.state.is !== "asking");

	readonly #phone: Hand;
	readonly #item: () => KnownDayItem | undefined;
	readonly #signal: (kind: Signal) => void;
	#done = $state<"delivered" | "attempted" | null>(null);
	#signed = $state.raw<KeptScan | null>(null);

	/** `item` is what is to be delivered, as the day shows it by then. */
	constructor(
		phone: Hand,
		item: () => KnownDayItem | undefined,
		tell: (kind: Signal) => void = signal,
		clock: Pick<Clock, "after"> = deviceClock,
	) {
		super(phone.api, tell, clock);
		this.#phone = phone;
		this.#item = item;
		this.#signal = tell;
	}

	/** Deliver with what was shown. */
	async deliver(): Promise<void> {
		const item = this.#inHand();
		if (item === null || !this.isReady) return;
		const shown = await this.prove(item.subject);
		if (shown !== null) await this.#deliver(shown);
	}

	/** Deliver though nothing proves it: a PIN that was wrong goes with it all the same, as it was said. */
	async deliverUnproven(): Promise<void> {
		await this.#deliver(this.shown());
	}

	async attempt(why: AttemptReason): Promise<void> {
		await this.#sign("attempted", (item) => attempting(item, why));
	}

	/** Null where it is delivered, or with somebody else. */
	#inHand(): KnownDayItem | null {
		const item = this.#item();
		const isHere = item?.state === "held" || item?.state === "offered";
		return isHere && item.holder === this.#phone.enrolment.party.id ? item : null;
	}

	/** The scan of this phone by which it was delivered, as the day shows it. */
	#given(): KeptScan | null {
		const item = this.#item();
		if (item?.state !== "delivered") return null;
		return this.#phone.own.find(({ id, act }) => id === item.basis && act === "deliver") ?? null;
	}

	#lastOf(item: KnownDayItem | undefined): KeptScan | undefined {
		const names = new Set(item === undefined ? [] : namesOf(item));
		return this.#phone.own.findLast((scan) => namesOn(scan).some((name) => names.has(name)));
	}

	#scanNow(): KeptScan | null {
		const signed = this.#signed;
		if (signed === null) return this.#given();
		return this.#phone.own.find((scan) => scan.id === signed.id) ?? signed;
	}

	async #deliver(hidden: PrivatePart): Promise<void> {
		// Where this phone does not know whose it is, nothing is delivered.
		const statement = (item: KnownDayItem) =>
			item.recipient == null ? null : delivering(item, item.recipient);
		await this.#sign("delivered", statement, hidden);
	}

	/** What is done at a door is done once, and a PIN that is still being asked is asked no more. */
	async #sign(
		done: "delivered" | "attempted",
		said: (item: KnownDayItem) => Statement | null,
		hidden?: PrivatePart,
	): Promise<void> {
		const item = this.#inHand();
		const statement = item === null ? null : said(item);
		if (item === null || statement === null || this.done !== null || this.isSigning) return;
		this.stop();
		this.isSigning = true;
		this.isStorageFull = false;
		try {
			this.#signed = await this.#phone.sign(statement, undefined, hidden);
			this.code = item.code;
			this.#done = done;
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
