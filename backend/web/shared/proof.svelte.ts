/** What a receiver shows for a delivery, at a door and over a counter alike; the server weighs it. */

import { type Api, Offline, Refused } from "./device/api";
import { type Clock, deviceClock } from "./device/clock";
import { type Signal, signal } from "./device/signals";
import type { PrivatePart } from "./scan";
import type { Answered } from "./shapes";
import { readSlip, type Slip } from "./slip";

/** What the receiver has: the PIN by heart, the slip in hand, or neither. */
export type Way = "pin" | "slip" | "none";

export type PinState =
	| { is: "unasked" }
	| { is: "asking" }
	| { is: "wrong"; left: number }
	| { is: "locked" }
	/** It cannot be tried now; the server tries it when it has the scan. */
	| { is: "untried" }
	/** The slip is that of another dossier, of which this is the code. */
	| { is: "other_slip"; code: string };

type Road = Pick<Api, "post">;

/** As every slip prints it; the server counts whatever is asked of it as a try. */
const PIN = /^\d{6}$/;
const TOO_MANY = 429;
/** What asks a person something is not answered by a key that was pressed before it was read. */
const READ_MS = 1_000;

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
		return this.way === "pin" && this.#isPin() && this.state.is !== "locked" && !this.isUnread;
	});
	/** It was said this very moment that a PIN cannot be tried: signing all the same comes after it. */
	isUnread = $state(false);

	readonly #api: Road;
	readonly #signal: (kind: Signal) => void;
	readonly #clock: Pick<Clock, "after">;
	/** The number of the PIN that is being asked: the answer to an older one is nobody's any more. */
	#attempt = 0;

	constructor(
		api: Road,
		tell: (kind: Signal) => void = signal,
		clock: Pick<Clock, "after"> = deviceClock,
	) {
		this.#api = api;
		this.#signal = tell;
		this.#clock = clock;
	}

	/** Whoever changes what is shown, or goes away, asks no more: a late answer signs nothing. */
	stop(): void {
		this.#attempt += 1;
		const { is } = this.state;
		if (is === "asking" || is === "other_slip") this.state = { is: "unasked" };
	}

	choose(way: Way): void {
		this.stop();
		this.way = way;
		this.isForeign = false;
	}

	/** Whatever a camera or a scanner brings; only a slip counts, and it says so itself. */
	async read(text: string): Promise<void> {
		const slip = readSlip(text);
		this.isForeign = slip === null;
		this.#signal(slip === null ? "warn" : "good");
		if (slip === null) return;
		this.stop();
		this.way = "slip";
		this.slip = slip.secret;
		await this.lookAtSlip(slip);
	}

	/** Whose slip it is: where that can be known before the signature, it is said before. */
	protected async lookAtSlip(_: Slip): Promise<void> {}

	/** Another PIN is another question; a scanner types the slip into whatever field there is. */
	async typed(): Promise<void> {
		this.stop();
		this.state = { is: "unasked" };
		if (readSlip(this.pin) === null) return;
		const reading = this.read(this.pin);
		this.pin = "";
		await reading;
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
		if (answer.is === "untried") this.#askToRead();
		return answer.is === "unasked" ? shown : null;
	}

	#askToRead(): void {
		this.isUnread = true;
		this.#clock.after(READ_MS, () => {
			this.isUnread = false;
		});
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
