/** A delivery at the door: the PIN is asked of the server at once, or travels to it later. */

import { Offline, Refused } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import { signal } from "../shared/device/signals";
import { type KnownItem, labelOf } from "./day";
import type { Phone } from "./phone.svelte";

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

export class Door {
	pin = $state("");
	state = $state.raw<PinState>({ is: "unasked" });
	done = $state<"delivered" | "attempted" | null>(null);
	/** Of what it was done: the day forgets a delivered item. */
	code = $state("");
	/** The scan as far as it has come. */
	scan = $derived.by<KeptScan | null>(() => this.#scanNow());
	isStorageFull = $state(false);

	readonly #phone: Phone;
	#signed = $state.raw<KeptScan | null>(null);

	constructor(phone: Phone) {
		this.#phone = phone;
	}

	/** Deliver if the PIN is right; without network the courier decides, and the server checks later. */
	async deliver(item: KnownItem): Promise<void> {
		if (this.state.is !== "offline" && !(await this.#isRight(item))) return;
		await this.#sign(async (label) => {
			this.#signed = await this.#phone.sign(
				{ act: "deliver", on: [label], to: item.recipient ?? "" },
				undefined,
				{ pin: this.pin },
			);
			this.code = item.code;
			this.done = "delivered";
		}, item);
	}

	async attempt(item: KnownItem, why: AttemptReason): Promise<void> {
		await this.#sign(async (label) => {
			this.#signed = await this.#phone.sign({ act: "attempt", on: [label], why });
			this.code = item.code;
			this.done = "attempted";
		}, item);
	}

	/** Another PIN is another question. */
	typed(): void {
		this.state = { is: "unasked" };
	}

	#scanNow(): KeptScan | null {
		return this.#phone.own.find((scan) => scan.id === this.#signed?.id) ?? this.#signed;
	}

	async #isRight(item: KnownItem): Promise<boolean> {
		this.state = { is: "asking" };
		try {
			const answer = await this.#phone.api.post<{ is_right: boolean; tries_left: number }>(
				"pin-checks",
				{ item: item.subject, pin: this.pin },
			);
			this.state = stateAfter(answer);
			if (!answer.is_right) signal("warn");
			return answer.is_right;
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
			const isLocked = error instanceof Refused && error.problem.status === 429;
			this.state = isLocked ? { is: "locked" } : { is: "offline" };
			return false;
		}
	}

	async #sign(
		write: (label: { l: string; b?: string }) => Promise<void>,
		item: KnownItem,
	): Promise<void> {
		const label = labelOf(item);
		if (label === null) return;
		try {
			await write(item.basis === null ? { l: label } : { l: label, b: item.basis });
			signal("good");
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
			this.isStorageFull = true;
			signal("stop");
		}
	}
}

function stateAfter({
	is_right,
	tries_left,
}: {
	is_right: boolean;
	tries_left: number;
}): PinState {
	if (is_right) return { is: "unasked" };
	return tries_left > 0 ? { is: "wrong", left: tries_left } : { is: "locked" };
}
