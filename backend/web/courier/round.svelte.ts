/** A round of scanning as the screen shows it: the tally, the newest answers, and how it is signed. */

import { nowMs } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import { type Signal, signal } from "../shared/device/signals";
import { readLabel } from "../shared/label";
import { readTicket, signTicket } from "../shared/ticket";
import { readTypedCode, typedCode } from "../shared/typed_code";
import { checking, handingOver, labelsOf, offeredByTicket, refusing, takingOver } from "./acts";
import { type Day, offeredToMe, type Stop } from "./day";
import type { Phone } from "./phone.svelte";
import {
	type Answer,
	answerTo,
	type Hit,
	hitOf,
	type Mode,
	newTally,
	type Seen,
	standing,
	type Tally,
	withHit,
	withoutHit,
} from "./tally";

/** A message above the hits; the newest stands first, and an older one of its kind goes. */
export interface Told {
	no: number;
	answer: Answer | { is: "storage" };
	isProven: boolean;
}

const MOST_TOLD = 3;

/** What asks nothing of the courier goes by itself. */
const PASSING: ReadonlySet<string> = new Set(["again", "mine_already", "foreign", "no_item"]);
const PASSING_MS = 6_000;

const SIGNAL_OF: Partial<Record<Answer["is"], Signal>> = {
	expected: "good",
	extra: "good",
	checked: "good",
	unknown: "good",
	ticket: "good",
	forged: "stop",
	wrong_stop: "warn",
	void: "warn",
	mine_already: "warn",
	no_item: "warn",
};

/** The offer of one handoff with the ticket that proves it, kept until it is over. */
export interface KeptTicket {
	scan: string;
	text: string;
	to: string;
	items: string[];
	madeMs: number;
}

declare module "../shared/device/database" {
	interface OfPerson {
		[ticket: `ticket:${string}`]: KeptTicket;
	}
}

/** What a round asks of the phone. */
type Hand = Pick<Phone, "mine" | "enrolment" | "labelKeys" | "sign" | "keepTally" | "keptTally">;

export class Round {
	tally = $state.raw<Tally>({
		mode: "check",
		stopNo: null,
		expected: [],
		hits: [],
		ticket: null,
		missing: {},
	});
	told = $state.raw<Told[]>([]);
	/** What the ticket or the server lets one take without scanning each: all of it at once. */
	all = $state.raw<Hit[] | null>(null);
	signed = $state.raw<KeptScan[]>([]);
	isSigning = $state(false);
	/** The round that a killed app left behind has been looked for; before that nothing is offered. */
	isOpen = $state(false);
	standing = $derived(standing(this.tally));
	/** Those of `all` that were not scanned one by one meanwhile. */
	rest = $derived.by(() => {
		const seen = new Set(this.tally.hits.map((hit) => hit.item));
		return (this.all ?? []).filter((hit) => !seen.has(hit.item));
	});

	readonly #phone: Hand;
	#opening: Promise<void> = Promise.resolve();
	#no = 0;

	constructor(phone: Hand) {
		this.#phone = phone;
	}

	/** Go on with the round that a killed app left behind, if it is this one; else begin anew. */
	open(mode: Mode, stop: Stop | null, day: Day): Promise<void> {
		this.isOpen = false;
		this.#opening = this.#open(mode, stop, day);
		return this.#opening;
	}

	async #open(mode: Mode, stop: Stop | null, day: Day): Promise<void> {
		const kept = await this.#phone.keptTally();
		const isSame = kept?.mode === mode && kept.stopNo === (stop?.no ?? null);
		this.tally = isSame && kept.hits.length > 0 ? kept : newTally(mode, stop, day);
		this.signed = [];
		this.told = [];
		await this.#findAll(day);
		this.isOpen = true;
	}

	/** What the camera reads before the round is open waits for it, or it would be written over. */
	async read(text: string, day: Day): Promise<void> {
		const { seen, isProven } = await this.#seen(text);
		await this.#opening;
		const answer = answerTo(seen, this.tally, day, Date.now());
		const sound = SIGNAL_OF[answer.is];
		if (sound !== undefined) signal(sound);
		if (answer.is === "ticket" && answer.isForMe) await this.#takeTicket(answer.text, day);
		if ("hit" in answer && answer.is !== "again" && answer.is !== "wrong_stop") {
			this.#set(withHit(this.tally, answer.hit));
		}
		if (answer.is !== "expected" && answer.is !== "checked") this.tell(answer, isProven);
		else this.#forgetPassing();
	}

	/** The courier decides against the phone's advice; it is his hand that holds the paper. */
	addAnyway(hit: Hit): void {
		this.#set(withHit(this.tally, hit));
		this.dismiss("wrong_stop");
	}

	remove(name: string): void {
		this.#set(withoutHit(this.tally, name));
	}

	takeAll(): void {
		this.#set({ ...this.tally, hits: [...this.tally.hits, ...this.rest] });
		this.all = null;
		signal("good");
	}

	explain(item: string, why: string): void {
		this.#set({ ...this.tally, missing: { ...this.tally.missing, [item]: why } });
	}

	dismiss(kind: Answer["is"]): void {
		this.told = this.told.filter((one) => one.answer.is !== kind);
	}

	tell(answer: Told["answer"], isProven = true): void {
		this.#no += 1;
		const others = this.told.filter((one) => one.answer.is !== answer.is);
		const one = { no: this.#no, answer, isProven };
		this.told = [one, ...others].slice(0, MOST_TOLD);
		if (PASSING.has(answer.is)) setTimeout(() => this.#forget(one), PASSING_MS);
	}

	/** Sign the round. An offer's ticket is kept, too; returns the offer to be shown, if there is one. */
	async sign(stop: Stop | null, day: Day): Promise<string | null> {
		this.isSigning = true;
		try {
			const place = stop?.office.id;
			const statements = this.#statements(stop, day);
			const signed: KeptScan[] = [];
			for (const statement of statements) signed.push(await this.#phone.sign(statement, place));
			this.signed = signed;
			const offer = signed.find((scan) => scan.act === "offer");
			if (offer !== undefined) await this.#keepTicket(offer, day);
			await this.#phone.keepTally(null);
			return offer?.id ?? null;
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
			signal("stop");
			this.tell({ is: "storage" });
			return null;
		} finally {
			this.isSigning = false;
		}
	}

	#statements(stop: Stop | null, day: Day) {
		if (this.tally.mode === "check") return checking(this.tally, day);
		if (this.tally.mode === "take") {
			return [...takingOver(this.tally, day), ...refusing(this.tally, day)];
		}
		return stop === null ? [] : handingOver(this.tally, day, stop.office.id);
	}

	async #keepTicket(offer: KeptScan, day: Day): Promise<void> {
		const labels = labelsOf(offer.on, day);
		const { key, party } = this.#phone.enrolment;
		const minute = Math.floor(nowMs() / 60_000);
		const to = offer.to ?? null;
		const text = await signTicket(key, { scanId: offer.id, labels, from: party.id, to, minute });
		const items = this.tally.hits.flatMap((hit) => (hit.item === null ? [] : [hit.item]));
		const kept: KeptTicket = { scan: offer.id, text, to: to ?? "", items, madeMs: nowMs() };
		await this.#phone.mine.put(`ticket:${offer.id}`, kept);
	}

	async #seen(text: string): Promise<{ seen: Seen; isProven: boolean }> {
		const ticket = readTicket(text);
		if (ticket !== null) return { seen: { is: "ticket", text, ticket }, isProven: true };
		const code = readTypedCode(text);
		if (code !== null) return { seen: { is: "code", code }, isProven: true };
		const read = await readLabel(text, this.#phone.labelKeys);
		if (read.is === "forged" || read.is === "foreign") return { seen: read, isProven: true };
		const isProven = read.is === "genuine";
		const under = await typedCode(read.label.id);
		return { seen: { is: "label", label: read.label, code: under }, isProven };
	}

	async #takeTicket(text: string, day: Day): Promise<void> {
		this.#set({ ...this.tally, ticket: text });
		const ticket = readTicket(text);
		if (ticket === null) return;
		const expected = this.tally.expected.flatMap((id) => day.byId.get(id) ?? []);
		this.all = await offeredByTicket(ticket, expected, Date.now());
	}

	/** If all that is expected was offered to this courier and he knows it, one accept takes it all. */
	async #findAll(day: Day): Promise<void> {
		if (this.tally.mode !== "take" || this.tally.hits.length > 0) return;
		const offered = offeredToMe(day).filter((item) => this.tally.expected.includes(item.subject));
		const hits = offered.flatMap((item) => hitOf(item, Date.now()) ?? []);
		this.all = hits.length > 0 ? hits : null;
	}

	#forgetPassing(): void {
		this.told = this.told.filter(
			({ answer }) => answer.is === "wrong_stop" || answer.is === "ticket",
		);
	}

	#forget(gone: Told): void {
		this.told = this.told.filter((one) => one !== gone);
	}

	#set(tally: Tally): void {
		this.tally = tally;
		void this.#phone.keepTally(tally);
	}
}
