/** What is signed when a round of scanning ends, and at a door. */

import { b64u } from "../shared/bytes";
import { MAX_ON, type On, type Statement } from "../shared/scan";
import { type OfferTicket, offersExactly, readTicket } from "../shared/ticket";
import { type Day, type KnownItem, labelOf } from "./day";
import { type Hit, hitOf, type Tally } from "./tally";

/** The statements that end a round of taking over: accepts of offers, takes of what nobody offered. */
export function takingOver(tally: Tally, day: Day): Statement[] {
	const ticket = tally.ticket === null ? null : readTicket(tally.ticket);
	const groups = new Map<string | null, Hit[]>();
	for (const hit of tally.hits) {
		const offer = offerOf(hit, ticket, day);
		groups.set(offer, [...(groups.get(offer) ?? []), hit]);
	}
	return [...groups].flatMap(([offer, hits]) =>
		inScans(hits.map((hit) => on(hit, offer, day))).map((ons): Statement => {
			if (offer === null) return { act: "take", on: ons };
			return ticket?.scanId === offer
				? { act: "accept", on: ons, of: offer, tk: b64u(ticket.bytes) }
				: { act: "accept", on: ons, of: offer };
		}),
	);
}

/** What was offered and is not there goes back to the giver at once, with the reason. */
export function refusing(tally: Tally, day: Day): Statement[] {
	const seen = new Set(tally.hits.map((hit) => hit.item));
	return Object.entries(tally.missing).flatMap(([subject, why]): Statement[] => {
		const item = day.byId.get(subject);
		const label = item && labelOf(item);
		if (item === undefined || label == null || seen.has(subject)) return [];
		const isOffered = item.state === "offered" && item.offeree === day.party.id;
		if (!isOffered || item.basis === null) return [];
		return [{ act: "refuse", on: [{ l: label, b: item.basis }], of: item.basis, why }];
	});
}

/** The labels of what an offer names, for its ticket; a typed code stands for the label it is of. */
export function labelsOf(ons: readonly On[], day: Day): string[] {
	const ofCode = new Map(
		[...day.byId.values()].flatMap((item) =>
			item.labels.map(({ code, id }) => [code, id] as const),
		),
	);
	return ons.flatMap((on) => ("l" in on ? [on.l] : (ofCode.get(on.c) ?? [])));
}

/** The statements that end a round of handing over: one offer for at most a hundred items. */
export function handingOver(tally: Tally, day: Day, to: string): Statement[] {
	return inScans(tally.hits.map((hit) => on(hit, null, day))).map((ons) => ({
		act: "offer",
		on: ons,
		to,
	}));
}

export function checking(tally: Tally, day: Day): Statement[] {
	return inScans(tally.hits.map((hit) => on(hit, null, day))).map((ons) => ({
		act: "check",
		on: ons,
	}));
}

export function withdrawing(offer: string, items: readonly KnownItem[]): Statement[] {
	return inScans(items.flatMap((item) => named(item, offer))).map((ons) => ({
		act: "withdraw",
		on: ons,
		of: offer,
	}));
}

/** The statement of a delivery to the citizen; null where this phone does not know who that is. */
export function delivering(item: KnownItem): Statement | null {
	const on = named(item, item.basis);
	if (on.length === 0 || item.recipient == null) return null;
	return { act: "deliver", on, to: item.recipient };
}

export function attempting(item: KnownItem, why: string): Statement | null {
	const on = named(item, item.basis);
	return on.length === 0 ? null : { act: "attempt", on, why };
}

/** The expected items as hits, if the ticket offers exactly them: one accept takes them all. */
export async function offeredByTicket(
	ticket: OfferTicket,
	expected: readonly KnownItem[],
	nowMs: number,
): Promise<Hit[] | null> {
	const named = expected.filter((item) => item.basis === ticket.scanId);
	for (const items of [expected, named]) {
		const hits = items.flatMap((item) => hitOf(item, nowMs) ?? []);
		const isWhole = hits.length > 0 && hits.length === items.length;
		if (
			isWhole &&
			(await offersExactly(
				ticket,
				hits.map((hit) => hit.name),
			))
		)
			return hits;
	}
	return null;
}

/** By which offer a thing comes: the one that the phone knows of, else the one on the ticket. */
function offerOf(hit: Hit, ticket: OfferTicket | null, day: Day): string | null {
	const item = hit.item === null ? undefined : day.byId.get(hit.item);
	const isOfferedToMe =
		item?.state === "offered" && (item.offeree === day.party.id || item.offeree === null);
	if (isOfferedToMe && item.holder !== day.party.id) return item.basis;
	return ticket?.scanId ?? null;
}

function on(hit: Hit, offer: string | null, day: Day): On {
	const item = hit.item === null ? undefined : day.byId.get(hit.item);
	const basis = offer ?? item?.basis ?? day.tips.get(hit.name) ?? null;
	const name = hit.isTyped ? { c: hit.name } : { l: hit.name };
	return basis === null ? name : { ...name, b: basis };
}

function named(item: KnownItem, basis: string | null): On[] {
	const label = labelOf(item);
	if (label === null) return [];
	return [basis === null ? { l: label } : { l: label, b: basis }];
}

function inScans(ons: readonly On[]): On[][] {
	const scans: On[][] = [];
	for (let from = 0; from < ons.length; from += MAX_ON) scans.push(ons.slice(from, from + MAX_ON));
	return scans;
}
