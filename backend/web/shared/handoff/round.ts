/** One round of scanning: what was seen, what is expected, and what each hit means; pure. */

import type { BoardItem } from "../shapes";
import { type OfferTicket, readTicket } from "../ticket";
import { type Knowledge, type KnownItem, labelOf, type Me } from "./overlay";
import type { Seen } from "./seen";

export type Direction = "take" | "give" | "check";

/** One thing seen: its label, or the code typed from it. */
export interface Hit {
	/** Label id or typed code: what the scan will name. */
	name: string;
	isTyped: boolean;
	/** The code printed under its label, by which hands find an item that nobody here knows. */
	code: string;
	item: string | null;
	atMs: number;
}

/** A round survives a killed app or a closed browser: it is kept after every hit. */
export interface Round {
	direction: Direction;
	/** The office at whose counter a courier stands; to it he gives. */
	at: string | null;
	hits: readonly Hit[];
	/** The offer tickets that were shown, each once. */
	tickets: readonly string[];
	/** The offers that were counted whole by their tickets; what was taken out again stays out. */
	whole: readonly string[];
	/** Why something expected is not there, by item. */
	missing: Readonly<Record<string, string>>;
	/** The newest own scan when the round began: what was signed later belongs to it. */
	since: number;
}

/** Where a round is held: what is known, and what belongs here. */
export interface Ground<Item extends BoardItem = BoardItem> {
	known: Knowledge<Item>;
	expected: readonly KnownItem<Item>[];
	/** Whether something that nobody expects here goes this way all the same. */
	goesThisWay(item: KnownItem<Item>): boolean;
	/** Whether things that this device does not know are counted, too: they are in somebody's hand. */
	countsUnknown: boolean;
}

/** What counts already, and what was signed last. */
export interface Counted {
	round: Round;
	signed: readonly Hit[];
	/** By which names things were signed this way, of which the server has told nothing yet. */
	unheard: ReadonlySet<string>;
}

/** What is answered to something seen, at once and from what is known. */
export type Answer<Item extends BoardItem = BoardItem> =
	| { is: "expected" | "extra" | "checked"; hit: Hit; item: KnownItem<Item> }
	/** It goes another way: whoever has it in hand decides. */
	| { is: "astray"; hit: Hit; item: KnownItem<Item> }
	| { is: "unknown"; hit: Hit; isProven: boolean }
	| { is: "again"; hit: Hit }
	| { is: "mine_already"; item: KnownItem<Item> }
	| { is: "ticket"; text: string; from: string }
	/** A ticket for this hand, where nothing is taken over. */
	| { is: "ticket_to_take" }
	/** It was signed by this hand a moment ago, and nothing has happened to it since. */
	| { is: "signed_already" }
	| { is: "wrong_ticket" | "not_here" | "void" | "no_item" | "forged" | "foreign" };

export function newRound(direction: Direction, at: string | null, since: number): Round {
	return { direction, at, hits: [], tickets: [], whole: [], missing: {}, since };
}

export function answerTo<Item extends BoardItem>(
	seen: Seen,
	counted: Counted,
	ground: Ground<Item>,
	nowMs: number,
): Answer<Item> {
	switch (seen.is) {
		case "forged":
		case "foreign":
			return { is: seen.is };
		case "ticket":
			if (!isFor(ground.known.me, seen.ticket)) return { is: "wrong_ticket" };
			if (counted.round.direction !== "take") return { is: "ticket_to_take" };
			return { is: "ticket", text: seen.text, from: seen.ticket.from };
		case "label": {
			const { label, code, isProven } = seen;
			if (label.kind !== "item") return { is: "no_item" };
			const named = { name: label.id, isTyped: false, code };
			return answerToName(named, isProven, counted, ground, nowMs);
		}
		case "code": {
			const named = { name: seen.code, isTyped: true, code: seen.code };
			return answerToName(named, true, counted, ground, nowMs);
		}
	}
}

export function isFor(me: Me, ticket: OfferTicket): boolean {
	return ticket.from !== me.party && (ticket.to === null || ticket.to === me.party);
}

function answerToName<Item extends BoardItem>(
	named: Pick<Hit, "name" | "isTyped" | "code">,
	isProven: boolean,
	{ round, signed, unheard }: Counted,
	ground: Ground<Item>,
	nowMs: number,
): Answer<Item> {
	const { known } = ground;
	const item = known.named(named.name);
	const label = item?.labels.find(({ id, code }) => id === named.name || code === named.name);
	if (label?.is_void || known.voids.has(named.name)) return { is: "void" };
	const isSame = (hit: Hit) =>
		hit.name === named.name || (item !== undefined && itemOf(hit, known) === item);
	const before = round.hits.find(isSame);
	if (before !== undefined) return { is: "again", hit: before };
	if (signed.some(isSame)) return { is: "signed_already" };
	const hit: Hit = { ...named, item: item?.subject ?? null, atMs: nowMs };
	if (item !== undefined) return answerToItem(item, hit, round, ground);
	if (unheard.has(named.name)) return { is: "signed_already" };
	return ground.countsUnknown ? { is: "unknown", hit, isProven } : { is: "not_here" };
}

function answerToItem<Item extends BoardItem>(
	item: KnownItem<Item>,
	hit: Hit,
	{ direction, at }: Round,
	ground: Ground<Item>,
): Answer<Item> {
	const isMine = item.holder === ground.known.me.party;
	if (direction === "take" && isMine) return { is: "mine_already", item };
	const isGiven = item.state === "offered" && item.offeree === at;
	if (direction === "give" && isMine && isGiven) return { is: "signed_already" };
	if (ground.expected.some(({ subject }) => subject === item.subject)) {
		return { is: "expected", hit, item };
	}
	if (direction === "check") return { is: "checked", hit, item };
	return { is: ground.goesThisWay(item) ? "extra" : "astray", hit, item };
}

/** Whether somebody has signed it over to this party, or to whoever shows the ticket. */
export function isOffered(item: KnownItem, me: Me): boolean {
	return (
		item.state === "offered" &&
		item.holder !== me.party &&
		item.basis !== null &&
		(item.offeree === me.party || item.offeree === null)
	);
}

/** What somebody has signed over to this party by name. */
export function offeredTo<Item extends BoardItem>(known: Knowledge<Item>): KnownItem<Item>[] {
	return known.items.filter(
		(item) => item.offeree === known.me.party && isOffered(item, known.me),
	);
}

/** An item counted without its label being scanned: by the ticket or the offer that names it. */
function hitOf(item: KnownItem, atMs: number): Hit | null {
	const label = item.labels.find((one) => !one.is_void);
	if (label === undefined) return null;
	return { name: label.id, isTyped: false, code: label.code, item: item.subject, atMs };
}

export function hitsOf(items: readonly KnownItem[], atMs: number): Hit[] {
	return items.flatMap((item) => hitOf(item, atMs) ?? []);
}

/** Nothing counts twice, by whichever of its names it came. */
export function withHits(round: Round, hits: readonly Hit[]): Round {
	const counted = new Set(round.hits.flatMap(({ name, item }) => [name, item ?? name]));
	const fresh = hits.filter(({ name, item }) => !counted.has(name) && !counted.has(item ?? name));
	return fresh.length === 0 ? round : { ...round, hits: [...round.hits, ...fresh] };
}

export function withoutHits(round: Round, gone: ReadonlySet<string>): Round {
	return { ...round, hits: round.hits.filter(({ name }) => !gone.has(name)) };
}

/** What is left of a round that was signed in part, before what was scanned and said meanwhile. */
export function joined(left: Round, later: Round): Round {
	const both = <Thing>(some: readonly Thing[], more: readonly Thing[]) => [
		...new Set([...some, ...more]),
	];
	return withHits(
		{
			...{ ...left, since: later.since, missing: { ...left.missing, ...later.missing } },
			...{ tickets: both(left.tickets, later.tickets), whole: both(left.whole, later.whole) },
		},
		later.hits,
	);
}

export function withTicket(round: Round, text: string): Round {
	if (round.tickets.includes(text)) return round;
	return { ...round, tickets: [...round.tickets, text] };
}

/** What was scanned, as it is known by now: a label that nobody here knew may be known since. */
export function itemOf<Item extends BoardItem>(
	hit: Hit,
	known: Knowledge<Item>,
): KnownItem<Item> | undefined {
	return known.named(hit.name) ?? (hit.item === null ? undefined : known.byId.get(hit.item));
}

/** The items that were scanned. */
export function itemsIn(hits: readonly Hit[], known: Knowledge): ReadonlySet<string> {
	return new Set(hits.flatMap((hit) => itemOf(hit, known)?.subject ?? []));
}

/** How the countdown stands: what is expected and not there yet, and how much of it is. */
export function standing<Item extends BoardItem>(round: Round, { expected, known }: Ground<Item>) {
	const seen = itemsIn(round.hits, known);
	const missing = expected.filter(({ subject }) => !seen.has(subject));
	return { missing, seen: expected.length - missing.length, total: expected.length };
}

/** What is offered by name together with something scanned, or is said to be missing. */
export function shortOf<Item extends BoardItem>(
	round: Round,
	{ known }: Ground<Item>,
): KnownItem<Item>[] {
	const offered = offeredTo(known);
	const scanned = itemsIn(round.hits, known);
	const shown = round.tickets.flatMap((text) => readTicket(text)?.scanId ?? []);
	const offers = new Set([
		...shown,
		...offered.filter(({ subject }) => scanned.has(subject)).map(({ basis }) => basis),
	]);
	const isShort = ({ basis, subject }: KnownItem) => offers.has(basis) || subject in round.missing;
	return offered.filter((item) => isShort(item) && !scanned.has(item.subject));
}

/** By which label a ticket would name what was seen; null if it is known by its typed code alone. */
export function labelOfHit(hit: Hit, known: Knowledge): string | null {
	if (!hit.isTyped) return hit.name;
	const item = itemOf(hit, known);
	return item === undefined ? null : labelOf(item);
}
