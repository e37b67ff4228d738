/** What a receiver shows for a delivery, at a door and over a counter alike; the server weighs it. */

import { type Api, Offline, Refused } from "./device/api";
import { type Signal, signal } from "./device/signals";
import type { PrivatePart } from "./scan";
import type { Answered } from "./shapes";
import { readSlip } from "./slip";

/** What the receiver has: the PIN by heart, the slip in hand, or neither. */
export type Way = "pin" | "slip" | "none";

export type PinState =
	| { is: "unasked" }
	| { is: "asking" }
	| { is: "wrong"; left: number }
	| { is: "locked" }
	/** It cannot be tried now; the server tries it when it has the scan. */
	| { is: "untried" };

type Road = Pick<Api, "post">;

/** As every slip prints it; the server counts whatever is asked of it as a try. */
const PIN = /^\d{6}$/;
const TOO_MANY = 429;

export class Proof {
	way = $state<Way>("pin");
	/** As it was typed; spaces mean nothing. */
	pin = $state("");
	/** The secret of the slip that was scanned. */
	slip = $state<string | null>(null);
	/** What was scanned last is no slip. */
	isForeign = $state(false);
	state = $state.raw<PinState>({ is: "unasked" });
	/** There is something to show; without it the way of neither is chosen with open eyes. */
	hasProof = $derived.by(() => {
		if (this.way === "slip") return this.slip !== null;
		return this.way === "pin" && this.#isPin() && this.state.is !== "locked";
	});

	readonly #api: Road;
	readonly #signal: (kind: Signal) => void;
	/** The number of the PIN that is being asked: the answer to an older one is nobody's any more. */
	#attempt = 0;

	constructor(api: Road, tell: (kind: Signal) => void = signal) {
		this.#api = api;
		this.#signal = tell;
	}

	/** Whoever changes what is shown, or goes away, asks no more: a late answer signs nothing. */
	stop(): void {
		this.#attempt += 1;
		if (this.state.is === "asking") this.state = { is: "unasked" };
	}

	choose(way: Way): void {
		this.stop();
		this.way = way;
		this.isForeign = false;
	}

	/** Whatever a camera or a scanner brings; only a slip counts, and it says so itself. */
	read(text: string): void {
		const slip = readSlip(text);
		this.isForeign = slip === null;
		this.#signal(slip === null ? "warn" : "good");
		if (slip === null) return;
		this.stop();
		this.way = "slip";
		this.slip = slip.secret;
	}

	/** Another PIN is another question; a scanner types the slip into whatever field there is. */
	typed(): void {
		this.stop();
		this.state = { is: "unasked" };
		if (readSlip(this.pin) === null) return;
		this.read(this.pin);
		this.pin = "";
	}

	/** What was shown for one thing proves nothing of another. */
	protected forget(): void {
		this.choose("pin");
		this.pin = "";
		this.slip = null;
		this.state = { is: "unasked" };
	}

	/**
	 * What goes with the scan by the way chosen, or null if it may not go now. A PIN is asked of the
	 * server first, and what was asked is what goes; where that cannot be, whoever delivers decides,
	 * and the server tries it later. A slip is tried there alone, and never locked.
	 */
	protected async prove(subject: string): Promise<PrivatePart | null> {
		const shown = this.shown();
		if (this.way !== "pin" || this.state.is === "untried") return shown;
		// The same PIN again would be wrong again, and cost the citizen a try.
		if (this.state.is === "wrong") return null;
		this.stop();
		const attempt = this.#attempt;
		this.state = { is: "asking" };
		const answer = await this.#asked(subject);
		if (attempt !== this.#attempt) return null;
		this.state = answer;
		if (answer.is === "wrong" || answer.is === "locked") this.#signal("warn");
		return answer.is === "unasked" ? shown : null;
	}

	/** What is shown by now, as it goes with the scan beside its signature. */
	protected shown(): PrivatePart {
		if (this.way === "slip" && this.slip !== null) return { slip: this.slip };
		return this.way === "pin" && this.#isPin() ? { pin: this.#figures() } : {};
	}

	async #asked(subject: string): Promise<PinState> {
		try {
			const body = { item: subject, pin: this.#figures() };
			return stateAfter(await this.#api.post("pin-checks", body));
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
			const isLocked = error instanceof Refused && error.problem.status === TOO_MANY;
			return isLocked ? { is: "locked" } : { is: "untried" };
		}
	}

	#isPin(): boolean {
		return PIN.test(this.#figures());
	}

	#figures(): string {
		return this.pin.replaceAll(/\s/g, "");
	}
}

function stateAfter({ is_right, tries_left }: Answered["PinTryOut"]): PinState {
	if (is_right) return { is: "unasked" };
	return tries_left > 0 ? { is: "wrong", left: tries_left } : { is: "locked" };
}
