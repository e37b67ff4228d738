/** The round that is open at this device: kept after every hit, frozen from the moment of signing. */

import type { Clock } from "../device/clock";
import type { KeptScan } from "../device/database";
import type { Signal } from "../device/signals";
import type { LabelKeys } from "../label";
import type { Statement } from "../scan";
import type { BoardItem } from "../shapes";
import { readTicket } from "../ticket";
import { dateOf, type RoundOwner, type RoundStore } from "./kept_rounds";
import { offeredByAll, offeredIn } from "./offers";
import type { KnownItem } from "./overlay";
import {
	answerTo,
	type Ground,
	type Hit,
	hitsOf,
	itemOf,
	itemsIn,
	joined,
	newRound,
	type Round,
	shortOf,
	standing,
	withHits,
	withoutHits,
	withTicket,
} from "./round";
import { type Seen, see } from "./seen";
import { newestOf, signedUnheard, withoutSigned } from "./signed";
import { ending, type Part, refusedIn } from "./statements";
import { Telling } from "./telling.svelte";

/** What a round asks of the device at which it is held. */
interface Hand {
	readonly labelKeys: LabelKeys;
	/** What this device signed lately, in the order signed, each as far as it has come. */
	readonly own: readonly KeptScan[];
	sign(statement: Statement, place: string | null): Promise<KeptScan>;
}

interface RoundWorld<Item extends BoardItem> {
	hand: Hand;
	store: RoundStore;
	clock: Pick<Clock, "nowMs" | "after">;
	/** Whose round it would be now, and where it is held. */
	owner(): Omit<RoundOwner, "date">;
	at(): string | null;
	ground(): Ground<Item>;
	/** Whether a ticket alone counts all that it offers; else each thing is scanned, or asked for. */
	takesWholeOffers: boolean;
	signal(kind: Signal): void;
}

/** What was signed last: exactly these, by exactly these scans. */
export interface Signed {
	hits: readonly Hit[];
	scans: readonly string[];
}

export class RoundKeeper<Item extends BoardItem = BoardItem> {
	round = $state.raw<Round>(newRound("check", null, -1));
	readonly telling: Telling<Item>;
	/** The part of the round that is being signed; what is scanned meanwhile is not in it. */
	signing = $state.raw<Round | null>(null);
	signed = $state.raw<Signed | null>(null);
	/** The kept round has been looked for; before that nothing is offered. */
	isOpen = $state(false);
	/** Why the last signing ended early; what was not signed is open still. */
	error = $state.raw<unknown>(null);
	/** What was scanned could not be written down: it is here only as long as this page is. */
	isUnkept = $state(false);
	/** What the tickets shown offer, by offer, as far as every thing of it is known. */
	byTicket = $state.raw<ReadonlyMap<string, readonly KnownItem[]>>(new Map());
	standing = $derived.by(() => standing(this.round, this.#world.ground()));
	/** What is offered by name together with something scanned, and was not scanned itself. */
	short = $derived.by(() => shortOf(this.round, this.#world.ground()));
	/** What goes back to the giver when the round is signed. */
	refused = $derived.by(() => refusedIn(this.round, this.#known));
	/** What others signed over: by name, or by a ticket of which every thing is known. */
	offered = $derived.by(() => offeredIn(this.round, this.byTicket, this.#world.ground()));
	/** What of it can be taken at once: all that does not count yet. */
	rest = $derived.by(() => {
		const seen = itemsIn(this.#all().hits, this.#known);
		return this.offered.filter(({ subject }) => !seen.has(subject));
	});
	/** The scans of what was signed last, each as far as it has come. */
	scans = $derived.by(() => {
		const ids = new Set(this.signed?.scans);
		return this.#world.hand.own.filter(({ id }) => ids.has(id));
	});

	readonly #world: RoundWorld<Item>;
	#owner: RoundOwner | null = null;
	/** Null as long as nobody has asked for the round. */
	#opening: Promise<void> | null = null;
	#opens = 0;
	/** Midnight has taken what was counted, and it has not been said yet. */
	#isCutOff = false;
	#looks = 0;
	#writes = 0;

	constructor(world: RoundWorld<Item>) {
		this.#world = world;
		this.telling = new Telling(world.clock, (kind) => world.signal(kind));
	}

	get isSigning(): boolean {
		return this.signing !== null;
	}

	/** Go on with the round that was left behind, if it is this one of today; else begin anew. */
	open(): Promise<void> {
		this.isOpen = false;
		const opening = this.#open().catch((error: unknown) => {
			if (this.#opening === opening) this.#opening = null; // whatever asks next tries anew
			throw error;
		});
		this.#opening = opening;
		return opening;
	}

	/** What another tab does to this round is done here, too; returns how to stop. */
	follow(): () => void {
		return this.#world.store.follow(
			() => this.#owner,
			() => void this.#reread(),
		);
	}

	async #reread(): Promise<void> {
		const writes = this.#writes;
		const owner = this.#owner;
		if (owner === null) return;
		const kept = await this.#world.store.get(owner);
		// What was changed here meanwhile is newer, and the other tab hears of it.
		if (writes !== this.#writes || owner !== this.#owner || this.isSigning) return;
		this.#begin(this.#notSigned({ ...this.#newRound(), at: this.round.at, ...kept }));
		await this.look();
	}

	/** A text from camera, scanner or keyboard; what comes before the round is open waits for it. */
	async read(text: string): Promise<void> {
		const seen = await see(text.trim(), this.#world.hand.labelKeys);
		await this.#change(() => this.#answer(seen));
	}

	/** What was chosen without being scanned: by hand from a list, or all of an offer at once. */
	add(hits: readonly Hit[]): Promise<void> {
		return this.#change(() => this.#count(hits));
	}

	/** Against advice; it is a person's hand that holds the paper. */
	addAnyway(hit: Hit): Promise<void> {
		return this.#change(() => {
			this.#count([hit]);
			this.telling.dismiss("astray");
		});
	}

	takeRest(): Promise<void> {
		const hits = hitsOf(this.rest, this.#world.clock.nowMs());
		return this.#change(() => {
			this.#count(hits);
			this.#world.signal("good");
		});
	}

	remove(hits: readonly Hit[]): Promise<void> {
		return this.#change(() => {
			const gone = this.#uncount(hits);
			if (gone.length > 0) this.telling.tell({ is: "removed", hits: gone });
		});
	}

	/** As `remove`, where the screen itself shows what is chosen and one press chooses it again. */
	uncount(hits: readonly Hit[]): Promise<void> {
		return this.#change(() => this.#uncount(hits));
	}

	/** What was taken out by mistake is counted again. */
	bringBack(hits: readonly Hit[]): Promise<void> {
		return this.#change(() => {
			this.telling.dismiss("removed");
			this.#count(hits);
		});
	}

	explain(item: string, why: string): Promise<void> {
		return this.#change(() =>
			this.#set({ ...this.round, missing: { ...this.round.missing, [item]: why } }),
		);
	}

	/** To whom it is given; null is whoever shows the ticket. */
	giveTo(at: string | null): Promise<void> {
		return this.#change(() => this.#set({ ...this.round, at }));
	}

	/** Begin anew; what was scanned and not signed is forgotten. */
	drop(): Promise<void> {
		return this.#change(() => {
			this.telling.clear();
			this.#begin(this.#newRound());
			this.#keep();
		});
	}

	/** At once where the round of today is open; else it is opened first. */
	async #change(change: () => void): Promise<void> {
		while (!this.isOpen || this.#isPast()) {
			if (this.#isPast()) this.#turnDay();
			await (this.#opening ?? this.open());
		}
		this.#forgetSigned();
		change();
	}

	/** Look again at the tickets shown: of an offer, this device may have heard only now. */
	async look(): Promise<void> {
		if (this.isOpen) this.#forgetSigned();
		this.#looks += 1;
		const look = this.#looks;
		const found = await offeredByAll(this.round.tickets, this.#world.ground());
		if (look !== this.#looks) return; // a later look knows better
		this.byTicket = found;
		if (this.#world.takesWholeOffers) this.#countOnce(found);
	}

	/** What was counted by its ticket and taken out again by hand stays out. */
	#countOnce(found: ReadonlyMap<string, readonly KnownItem[]>): void {
		for (const [offer, items] of found) {
			if (this.round.whole.includes(offer)) continue;
			this.#count(hitsOf(items, this.#world.clock.nowMs()));
			this.#set({ ...this.round, whole: [...this.round.whole, offer] });
		}
	}

	/**
	 * Sign the round as it stands now. What is scanned from here on begins another one. Statement by
	 * statement what is signed leaves it, so that nothing is signed twice if a later one fails.
	 */
	async sign(): Promise<KeptScan[]> {
		if (this.isSigning || !this.isOpen) return [];
		if (this.#isPast()) {
			await this.#change(() => {});
			return [];
		}
		this.#forgetSigned();
		if (this.round.hits.length + this.refused.length === 0) return [];
		const { hits, at } = this.round;
		this.signing = this.round;
		this.round = { ...this.#newRound(), at };
		this.signed = null;
		this.telling.clear();
		this.error = null;
		const scans: KeptScan[] = [];
		try {
			for (const part of await ending(this.signing, this.#world.ground().known)) {
				scans.push(await this.#world.hand.sign(part.statement, this.signing.at));
				this.#settle(part);
			}
			return scans;
		} catch (failed) {
			this.error = failed;
			this.#world.signal("stop");
			return scans;
		} finally {
			this.#end(hits, scans);
		}
	}

	/** What could not be signed is open again, before what was scanned meanwhile. */
	#end(hits: readonly Hit[], scans: readonly KeptScan[]): void {
		const left = this.error === null ? null : this.signing;
		const open = new Set(left?.hits);
		const signed = hits.filter((hit) => !open.has(hit));
		this.signing = null;
		if (signed.length > 0) this.signed = { hits: signed, scans: scans.map(({ id }) => id) };
		const isNew = this.round.hits.length > 0;
		const later = { ...this.round, since: newestOf(this.#world.hand.own) };
		this.#set(left === null ? later : joined(left, later));
		if (isNew && signed.length > 0) this.telling.tell({ is: "new_round", signed: signed.length });
	}

	#settle({ hits, missed }: Part): void {
		if (this.signing === null) return;
		const left = withoutHits(this.signing, new Set(hits.map(({ name }) => name)));
		const missing = Object.entries(left.missing).filter(([item]) => !missed.includes(item));
		this.signing = { ...left, missing: Object.fromEntries(missing) };
		this.#keep();
	}

	async #open(): Promise<void> {
		const { store, clock } = this.#world;
		const own: RoundOwner = { ...this.#world.owner(), date: dateOf(clock.nowMs()) };
		this.#opens += 1;
		const opens = this.#opens;
		// Until it is known whose the round is, what still runs writes nothing.
		this.#owner = null;
		this.#begin(this.#newRound());
		const kept = await store.get(own);
		await store.forgetOthers(own);
		if (opens !== this.#opens) return; // another one is being opened
		this.#owner = own;
		if (kept !== null) this.#begin(this.#notSigned({ ...this.round, ...kept }));
		this.signed = null;
		this.telling.clear();
		this.#tellTicket();
		if (this.#isCutOff) this.telling.tell({ is: "new_day" });
		this.#isCutOff = false;
		this.isOpen = true;
		await this.look();
	}

	/** Of a round that goes on, the ticket that was read last is said again. */
	#tellTicket(): void {
		const text = this.round.tickets.at(-1);
		const ticket = text === undefined ? null : readTicket(text);
		if (text === undefined || ticket === null) return;
		this.telling.tell({ is: "ticket", text, from: ticket.from }, true);
	}

	/** Another round: what is still found out for the one before is nothing of it. */
	#begin(round: Round): void {
		this.#looks += 1;
		this.byTicket = new Map();
		this.round = round;
	}

	#notSigned(round: Round): Round {
		return withoutSigned(round, this.#world.hand.own, this.#known);
	}

	/** Not written: a tab that hears of it late would write over what the other counts by now. */
	#forgetSigned(): void {
		this.round = this.#notSigned(this.round);
	}

	/** Midnight has passed since the round began: it is closed, and another one opened. */
	#turnDay(): void {
		this.#isCutOff ||= this.round.hits.length > 0;
		void this.open();
	}

	#isPast(): boolean {
		return this.#owner !== null && this.#owner.date !== dateOf(this.#world.clock.nowMs());
	}

	#answer(seen: Seen): void {
		const unheard = signedUnheard(this.round.direction, this.#world.hand.own);
		const counted = { round: this.#all(), signed: this.signed?.hits ?? [], unheard };
		const answer = answerTo(seen, counted, this.#world.ground(), this.#world.clock.nowMs());
		if (answer.is === "ticket") {
			this.#set(withTicket(this.round, answer.text));
			void this.look();
		}
		if ("hit" in answer && answer.is !== "again" && answer.is !== "astray") {
			this.#count([answer.hit]);
		}
		if (answer.is === "expected" || answer.is === "checked") this.telling.pass(answer.is);
		else this.telling.tell(answer);
	}

	#uncount(hits: readonly Hit[]): readonly Hit[] {
		const gone = this.#same(hits);
		this.telling.forget(gone);
		this.#set(withoutHits(this.round, new Set(gone.map(({ name }) => name))));
		return gone;
	}

	/** What the round counts of some things, by whichever name it was scanned. */
	#same(hits: readonly Hit[]): Hit[] {
		const names = new Set(hits.map(({ name }) => name));
		const items = itemsIn(hits, this.#known);
		return this.round.hits.filter(
			(hit) => names.has(hit.name) || items.has(itemOf(hit, this.#known)?.subject ?? ""),
		);
	}

	/** What counts already: that of the round, and that which is being signed. */
	#all(): Round {
		return this.signing === null ? this.round : joined(this.signing, this.round);
	}

	#count(hits: readonly Hit[]): void {
		const begins = this.round.hits.length === 0 && this.signed !== null && !this.isSigning;
		this.#set(withHits(this.round, hits));
		if (begins) this.telling.tell({ is: "new_round", signed: this.signed?.hits.length ?? 0 });
	}

	get #known() {
		return this.#world.ground().known;
	}

	#newRound(): Round {
		return newRound(
			this.#world.owner().direction,
			this.#world.at(),
			newestOf(this.#world.hand.own),
		);
	}

	#set(round: Round): void {
		this.round = round;
		this.#keep();
	}

	/** Kept is all that is not signed: what is being signed, too, until it is. */
	#keep(): void {
		const { store } = this.#world;
		if (this.#owner === null) return;
		this.#writes += 1;
		const round = this.#all();
		const { hits, tickets, missing } = round;
		const isEmpty = hits.length + tickets.length + Object.keys(missing).length === 0;
		const writing = isEmpty ? store.drop(this.#owner) : store.put(this.#owner, round);
		const tell = (isUnkept: boolean) => () => {
			this.isUnkept = isUnkept;
		};
		writing.then(tell(false), tell(true));
	}
}
