/** What is signed when a round ends, at a counter, on the road and at a door; pure. */

import { b64u } from "../bytes";
import { MAX_ON, type On, type Statement } from "../scan";
import type { BoardItem } from "../shapes";
import { answered } from "./offers";
import { type Knowledge, type KnownItem, labelOf } from "./overlay";
import { type Hit, isOffered, itemOf, itemsIn, type Round } from "./round";

/** One statement, with what of the round it settles: things scanned, or things missed. */
export interface Part {
	statement: Statement;
	hits: readonly Hit[];
	missed: readonly string[];
}

/** The statements that end a round, in the order in which they are signed. */
export async function ending(round: Round, known: Knowledge): Promise<Part[]> {
	switch (round.direction) {
		case "check":
			return inParts(round.hits, (hits) => ({ act: "check", on: ons(hits, null, known) }));
		case "give":
			return offering(round.hits, round.at, known);
		case "take":
			return [...(await taking(round, known)), ...refusing(round, known)];
	}
}

/** One offer for at most a hundred things; `to` null is for whoever shows the ticket. */
function offering(hits: readonly Hit[], to: string | null, known: Knowledge): Part[] {
	return inParts(hits, (part) => {
		const statement: Statement = { act: "offer", on: ons(part, null, known) };
		return to === null ? statement : { ...statement, to };
	});
}

/** Accepts of offers, takes of what nobody offered. */
async function taking(round: Round, known: Knowledge): Promise<Part[]> {
	const groups = await answered(round.hits, round.tickets, known);
	return groups.flatMap(({ offer, ticket, hits }) => {
		if (offer === null) return takingUnoffered(hits, known);
		return inParts(hits, (part): Statement => {
			const on = ons(part, offer, known);
			const accept: Statement = { act: "accept", on, of: offer };
			return ticket === null ? accept : { ...accept, tk: b64u(ticket.bytes) };
		});
	});
}

/** What was handed over by then comes back for a reason, or taking it has no effect. */
function takingUnoffered(hits: readonly Hit[], known: Knowledge): Part[] {
	const isBack = (hit: Hit) => itemOf(hit, known)?.state === "delivered";
	const take = (part: readonly Hit[]): Statement => ({ act: "take", on: ons(part, null, known) });
	return [
		...inParts(
			hits.filter((hit) => !isBack(hit)),
			take,
		),
		...inParts(hits.filter(isBack), (part) => ({ ...take(part), why: "take.wrong_delivery" })),
	];
}

/** What was offered by name and is said not to be there: it goes back to the giver. */
export function refusedIn<Item extends BoardItem>(
	round: Round,
	known: Knowledge<Item>,
): KnownItem<Item>[] {
	const seen = itemsIn(round.hits, known);
	const said = Object.keys(round.missing).flatMap((subject) => known.byId.get(subject) ?? []);
	return said.filter(
		(item) => !seen.has(item.subject) && item.offeree !== null && isOffered(item, known.me),
	);
}

/** It goes back at once, with the reason. */
function refusing(round: Round, known: Knowledge): Part[] {
	return refusedIn(round, known).flatMap((item): Part[] => {
		const one = onItem(item);
		const why = round.missing[item.subject];
		if (one === null || item.basis === null || why === undefined) return [];
		const statement: Statement = { act: "refuse", on: [one], of: item.basis, why };
		return [{ statement, hits: [], missed: [item.subject] }];
	});
}

export function withdrawing(offer: string, items: readonly KnownItem[]): Statement[] {
	const named = items.flatMap((item) => onItem(item, offer) ?? []);
	return inScans(named).map((on) => ({ act: "withdraw", on, of: offer }));
}

/** The statement of a delivery to a citizen; null where nothing can name the item. */
export function delivering(item: KnownItem, to: string): Statement | null {
	const one = onItem(item);
	return one === null ? null : { act: "deliver", on: [one], to };
}

export function attempting(item: KnownItem, why: string): Statement | null {
	const one = onItem(item);
	return one === null ? null : { act: "attempt", on: [one], why };
}

/** What a scan says of an item by its label, on the node that this device knows last. */
export function onItem(item: KnownItem, basis: string | null = item.basis): On | null {
	const label = labelOf(item);
	if (label === null) return null;
	return basis === null ? { l: label } : { l: label, b: basis };
}

function ons(hits: readonly Hit[], offer: string | null, known: Knowledge): On[] {
	return hits.map((hit) => {
		const item = itemOf(hit, known);
		const basis = offer ?? item?.basis ?? known.tips.get(hit.name) ?? null;
		const name = hit.isTyped ? { c: hit.name } : { l: hit.name };
		return basis === null ? name : { ...name, b: basis };
	});
}

function inParts(hits: readonly Hit[], said: (hits: readonly Hit[]) => Statement): Part[] {
	return inScans(hits).map((part) => ({ statement: said(part), hits: part, missed: [] }));
}

function inScans<Thing>(all: readonly Thing[]): Thing[][] {
	const scans: Thing[][] = [];
	for (let from = 0; from < all.length; from += MAX_ON) scans.push(all.slice(from, from + MAX_ON));
	return scans;
}
