/** A delivery at the door: what proves it is shown here, and weighed by the server. */

import { Offline, Refused } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import { type Signal, signal } from "../shared/device/signals";
import type { PrivatePart } from "../shared/scan";
import { readSlip } from "../shared/slip";
import { attempting, delivering } from "./acts";
import type { KnownItem } from "./day";
import type { Phone } from "./phone.svelte";

/** What the receiver has: the PIN by heart, the slip in hand, or neither. */
export type Way = "pin" | "slip" | "none";

export type PinState =
	| { is: "unasked" }
	| { is: "asking" }
	| { is: "wrong"; left: number }
	| { is: "locked" }
	| { is: "offline" };

export type AttemptReason =
	| "attempt.absent"
	| "attempt.wrong_address"
	| "attempt.declined"
	| "attempt.later";

/** What a door asks of the phone. */
type Hand = Pick<Phone, "own" | "sign"> & { api: Pick<Phone["api"], "post"> };

const SHORTEST_PIN = 4;

export class Door {
	way = $state<Way>("pin");
	pin = $state("");
	/** The secret of the slip that was scanned. */
	slip = $state<string | null>(null);
	/** What was held before the camera last is no slip. */
	isForeign = $state(false);
	state = $state.raw<PinState>({ is: "unasked" });
	done = $state<"delivered" | "attempted" | null>(null);
	/** Of what it was done: the day forgets a delivered item. */
	code = $state("");
	/** The scan as far as it has come. */
	scan = $derived.by<KeptScan | null>(() => this.#scanNow());
	isStorageFull = $state(false);
	isSigning = $state(false);
	/** Whether there is something to show; without it the way of neither is chosen with open eyes. */
	isReady = $derived.by(() => this.#hasProof() && !this.isSigning && this.state.is !== "asking");

	readonly #phone: Hand;
	readonly #signal: (kind: Signal) => void;
	#signed = $state.raw<KeptScan | null>(null);

	constructor(phone: Hand, tell: (kind: Signal) => void = signal) {
		this.#phone = phone;
		this.#signal = tell;
	}

	choose(way: Way): void {
		this.way = way;
		this.isForeign = false;
	}

	/** Whatever the camera or a hand scanner brings; only a slip counts. */
	read(text: string): void {
		const slip = readSlip(text);
		this.isForeign = slip === null;
		this.#signal(slip === null ? "warn" : "good");
		if (slip !== null) this.slip = slip.secret;
	}

	/**
	 * Deliver with what was shown. A PIN is asked of the server first; without network the courier
	 * decides, and the server tries it later. A slip is tried there alone, and never locked.
	 */
	async deliver(item: KnownItem): Promise<void> {
		if (!this.isReady) return;
		const isToBeAsked = this.way === "pin" && this.state.is !== "offline";
		if (isToBeAsked && !(await this.#isRight(item))) return;
		await this.#deliver(item);
	}

	/** Deliver though nothing proves it: a PIN that was wrong goes with it all the same, as it was said. */
	async deliverUnproven(item: KnownItem): Promise<void> {
		if (!this.isSigning) await this.#deliver(item);
	}

	async attempt(item: KnownItem, why: AttemptReason): Promise<void> {
		const statement = attempting(item, why);
		if (statement === null) return;
		await this.#sign(item, "attempted", () => this.#phone.sign(statement));
	}

	/** Another PIN is another question. */
	typed(): void {
		this.state = { is: "unasked" };
	}

	#hasProof(): boolean {
		if (this.way === "slip") return this.slip !== null;
		return this.way === "pin" && this.pin.length >= SHORTEST_PIN && this.state.is !== "locked";
	}

	#scanNow(): KeptScan | null {
		return this.#phone.own.find((scan) => scan.id === this.#signed?.id) ?? this.#signed;
	}

	async #isRight(item: KnownItem): Promise<boolean> {
		this.state = { is: "asking" };
		try {
			const body = { item: item.subject, pin: this.pin };
			const answer = await this.#phone.api.post<PinTry>("pin-checks", body);
			this.state = stateAfter(answer);
			if (!answer.is_right) this.#signal("warn");
			return answer.is_right;
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
			const isLocked = error instanceof Refused && error.problem.status === 429;
			this.state = isLocked ? { is: "locked" } : { is: "offline" };
			return false;
		}
	}

	async #deliver(item: KnownItem): Promise<void> {
		const statement = delivering(item);
		if (statement === null) return;
		const hidden = this.#shown();
		await this.#sign(item, "delivered", () => this.#phone.sign(statement, undefined, hidden));
	}

	#shown(): PrivatePart {
		if (this.way === "slip" && this.slip !== null) return { slip: this.slip };
		return this.way === "pin" && this.pin.length >= SHORTEST_PIN ? { pin: this.pin } : {};
	}

	async #sign(
		item: KnownItem,
		done: "delivered" | "attempted",
		sign: () => Promise<KeptScan>,
	): Promise<void> {
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

interface PinTry {
	is_right: boolean;
	tries_left: number;
}

function stateAfter({ is_right, tries_left }: PinTry): PinState {
	if (is_right) return { is: "unasked" };
	return tries_left > 0 ? { is: "wrong", left: tries_left } : { is: "locked" };
}
