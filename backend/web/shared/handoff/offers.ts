/**
 * Which offer an accept answers; pure.
 *
 * A ticket goes with exactly the things that it names: those that its offer holds as the server told,
 * or those whose labels have the hash that stands on it. Everything else is accepted by its own offer,
 * or taken. The cases are in `tests/vectors/accepts.json`.
 */

import type { BoardItem } from "../shapes";
import { type OfferTicket, offersExactly, readTicket } from "../ticket";
import { type Knowledge, type KnownItem, labelOf } from "./overlay";
import {
	type Ground,
	type Hit,
	isFor,
	isOffered,
	itemOf,
	itemsIn,
	labelOfHit,
	offeredTo,
	type Round,
} from "./round";

/** Things that came by one offer; of none, they are taken. */
export interface Group {
	offer: string | null;
	ticket: OfferTicket | null;
	hits: Hit[];
}

/** Up to so many things every choice of them is tried; of more, those that were scanned in a row. */
const MOST_TRIED = 10;

export async function answered(
	hits: readonly Hit[],
	shown: readonly string[],
	known: Knowledge,
): Promise<Group[]> {
	const tickets = ticketsFor(shown, known);
	const groups = new Map<string | null, Group>();
	const left: Hit[] = [];
	for (const hit of hits) {
		const offer = offerTold(hit, known);
		if (offer === null) left.push(hit);
		else add(groups, offer, ticketOf(offer, tickets), [hit]);
	}
	for (const ticket of tickets) {
		if (left.length === 0) break;
		const named = await namedBy(ticket, left, known);
		if (named === null) continue;
		const mine = left.filter((hit) => named.has(hit));
		add(groups, ticket.scanId, ticket, mine);
		left.splice(0, left.length, ...left.filter((hit) => !named.has(hit)));
	}
	if (left.length > 0) add(groups, null, null, left);
	return [...groups.values()];
}

/** All that a ticket offers, if every thing of it is known here: then one look takes them all. */
async function offeredBy(
	ticket: OfferTicket,
	known: Knowledge,
	isExpected: (item: KnownItem) => boolean,
): Promise<KnownItem[]> {
	const told = known.items.filter((item) => item.basis === ticket.scanId);
	const expected = heldBy(ticket, known).filter(isExpected);
	for (const items of [told, expected]) {
		const labels = items.flatMap((item) => labelsOf(item));
		if (items.length === 0 || labels.length < items.length) continue;
		if (await offersExactly(ticket, labels)) return items;
	}
	return [];
}

/** What the tickets shown offer, by offer, as far as every thing of it is known here. */
export async function offeredByAll(
	shown: readonly string[],
	{ known, expected }: Ground,
): Promise<Map<string, readonly KnownItem[]>> {
	const wanted = new Set(expected.map(({ subject }) => subject));
	const found = new Map<string, readonly KnownItem[]>();
	for (const ticket of ticketsFor(shown, known)) {
		const items = await offeredBy(ticket, known, ({ subject }) => wanted.has(subject));
		if (items.length > 0) found.set(ticket.scanId, items);
	}
	return found;
}

/** What is expected here and was signed over by name, and what the tickets shown offer. */
export function offeredIn<Item extends BoardItem>(
	{ direction }: Round,
	byTicket: ReadonlyMap<string, readonly KnownItem[]>,
	{ known, expected }: Ground<Item>,
): KnownItem<Item>[] {
	if (direction !== "take") return [];
	const offered = new Set(offeredTo(known).map(({ subject }) => subject));
	const shown = [...byTicket.values()].flat();
	const items = [
		...expected.filter(({ subject }) => offered.has(subject)),
		...shown.flatMap(({ subject }) => known.byId.get(subject) ?? []),
	];
	return [...new Set(items)].filter(({ holder }) => holder !== known.me.party);
}

function ticketsFor(shown: readonly string[], known: Knowledge): OfferTicket[] {
	return shown.flatMap((text) => {
		const ticket = readTicket(text);
		return ticket !== null && isFor(known.me, ticket) ? [ticket] : [];
	});
}

function ticketOf(offer: string, tickets: readonly OfferTicket[]): OfferTicket | null {
	return tickets.find(({ scanId }) => scanId === offer) ?? null;
}

function offerTold(hit: Hit, known: Knowledge): string | null {
	const item = itemOf(hit, known);
	return item !== undefined && isOffered(item, known.me) ? item.basis : null;
}

function add(
	groups: Map<string | null, Group>,
	offer: string | null,
	ticket: OfferTicket | null,
	hits: readonly Hit[],
): void {
	const group = groups.get(offer);
	if (group === undefined) groups.set(offer, { offer, ticket, hits: [...hits] });
	else group.hits.push(...hits);
}

/** Those of some hits whose labels, perhaps with others that the giver has, make the ticket's hash. */
async function namedBy(
	ticket: OfferTicket,
	hits: readonly Hit[],
	known: Knowledge,
): Promise<ReadonlySet<Hit> | null> {
	const labelled = hits.flatMap((hit) => {
		const label = labelOfHit(hit, known);
		return label === null ? [] : [{ hit, label }];
	});
	const scanned = itemsIn(hits, known);
	const beside = heldBy(ticket, known).filter(({ subject }) => !scanned.has(subject));
	const others = beside.flatMap((item) => labelsOf(item));
	for (const { chosen, more } of candidates(labelled, others)) {
		const labels = [...chosen.map(({ label }) => label), ...more];
		if (await offersExactly(ticket, labels)) return new Set(chosen.map(({ hit }) => hit));
	}
	return null;
}

interface Labelled {
	hit: Hit;
	label: string;
}

function* candidates(
	labelled: readonly Labelled[],
	others: readonly string[],
): Generator<{ chosen: readonly Labelled[]; more: readonly string[] }> {
	if (labelled.length === 0) return;
	yield { chosen: labelled, more: [] };
	if (others.length > 0) yield { chosen: labelled, more: others };
	const choices = labelled.length > MOST_TRIED ? rows(labelled) : subsets(labelled);
	for (const chosen of choices) yield { chosen, more: [] };
}

function* subsets(all: readonly Labelled[]): Generator<readonly Labelled[]> {
	for (let bits = 2 ** all.length - 1; bits > 0; bits -= 1) {
		yield all.filter((_, place) => (bits >> place) & 1);
	}
}

/** Longer rows first: whoever shows a ticket has his things scanned one after the other. */
function* rows(all: readonly Labelled[]): Generator<readonly Labelled[]> {
	for (let length = all.length; length > 0; length -= 1) {
		for (let from = 0; from + length <= all.length; from += 1) {
			yield all.slice(from, from + length);
		}
	}
}

function heldBy(ticket: OfferTicket, known: Knowledge): KnownItem[] {
	return known.items.filter((item) => item.holder === ticket.from && item.state === "held");
}

function labelsOf(item: KnownItem): string[] {
	const label = labelOf(item);
	return label === null ? [] : [label];
}
