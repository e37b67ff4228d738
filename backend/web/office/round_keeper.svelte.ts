/** The round of taking over that is open at this desk, kept after every hit. */

import type { KeptScan } from "../shared/device/database";
import { signal } from "../shared/device/signals";
import type { Desk } from "./desk.svelte";
import type { Office } from "./office.svelte";
import {
	type Answer,
	answerTo,
	EMPTY_ROUND,
	type Hit,
	type Round,
	takingOver,
	withHits,
} from "./round";
import { see } from "./seen";

declare module "../shared/device/database" {
	interface OfPerson {
		round: Round;
		"to-count": string[];
	}
}

/** What a round asks of the desk, and of the office that it stands in. */
type Hand = Pick<Desk, "mine" | "labelKeys" | "sign" | "settled">;
type Place = Pick<Office, "items"> & { place: Pick<Office["place"], "id"> };

export class RoundKeeper {
	round = $state.raw<Round>(EMPTY_ROUND);
	told = $state.raw<Answer | null>(null);
	isBusy = $state(false);
	/** The round that was kept has been read; what is scanned before waits for it. */
	isOpen = $state(false);
	error = $state.raw<unknown>(null);
	/** Taken over lately and not counted inside yet, newest first. */
	toCount = $state.raw<string[]>([]);
	signed = $state.raw<KeptScan[]>([]);

	readonly #desk: Hand;
	readonly #office: Place;
	#opening: Promise<void> = Promise.resolve();

	constructor(desk: Hand, office: Place) {
		this.#desk = desk;
		this.#office = office;
	}

	open(): Promise<void> {
		this.#opening = this.#open();
		return this.#opening;
	}

	async #open(): Promise<void> {
		const [round, toCount] = await Promise.all([
			this.#desk.mine.get("round"),
			this.#desk.mine.get("to-count"),
		]);
		if (round !== undefined) this.round = round;
		if (toCount !== undefined) this.toCount = toCount;
		this.isOpen = true;
	}

	/** A text from scanner, camera or keyboard: answered at once from what this desk knows. */
	async read(text: string): Promise<void> {
		const seen = await see(text.trim(), this.#desk.labelKeys);
		await this.#opening;
		const { items, place } = this.#office;
		const answer = await answerTo(seen, this.round, items, place.id);
		this.told = answer;
		signal(signalOf(answer));
		if ("hit" in answer) await this.#set(withHits(this.round, [answer.hit]));
		if (answer.is === "ticket") {
			await this.#set(withHits({ ...this.round, ticket: answer.text }, answer.hits));
		}
	}

	async add(hits: readonly Hit[]): Promise<void> {
		await this.#opening;
		return this.#set(withHits(this.round, hits));
	}

	remove(hit: Hit): Promise<void> {
		return this.#set({ ...this.round, hits: this.round.hits.filter((one) => one !== hit) });
	}

	explain(item: string, why: string): Promise<void> {
		return this.#set({ ...this.round, missing: { ...this.round.missing, [item]: why } });
	}

	drop(): Promise<void> {
		this.told = null;
		return this.#set(EMPTY_ROUND);
	}

	async sign(): Promise<void> {
		this.isBusy = true;
		this.error = null;
		try {
			const { round } = this;
			const statements = takingOver(round, this.#office.items, this.#office.place.id);
			const signed: KeptScan[] = [];
			for (const statement of statements) signed.push(await this.#desk.sign(statement));
			await this.#keepToCount([
				...round.hits.flatMap((hit) => (hit.item === null ? [] : [hit.item])),
				...this.toCount,
			]);
			await this.drop();
			this.signed = signed;
			this.signed = await this.#desk.settled(signed);
		} catch (failed) {
			this.error = failed;
		} finally {
			this.isBusy = false;
		}
	}

	counted(item: string): Promise<void> {
		return this.#keepToCount(this.toCount.filter((one) => one !== item));
	}

	async #keepToCount(items: string[]): Promise<void> {
		this.toCount = [...new Set(items)];
		await this.#desk.mine.put("to-count", this.toCount);
	}

	async #set(round: Round): Promise<void> {
		this.round = round;
		await this.#desk.mine.put("round", $state.snapshot(round));
	}
}

function signalOf(answer: Answer): "good" | "warn" | "stop" {
	if (answer.is === "expected" || answer.is === "ticket") return "good";
	return answer.is === "forged" || answer.is === "void" ? "stop" : "warn";
}
