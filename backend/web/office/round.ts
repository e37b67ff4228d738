/** One round of taking over at the counter: what was scanned, by which offer it comes; pure. */

import { b64u } from "../shared/bytes";
import { MAX_ON, type On, type Statement } from "../shared/scan";
import { type OfferTicket, offersExactly, readTicket } from "../shared/ticket";
import { type KnownItem, on } from "./known";
import type { Seen } from "./seen";

/** One thing scanned: by its label, or by the code typed from it. */
export interface Hit {
	name: string;
	isTyped: boolean;
	item: string | null;
}

/** Kept after every hit, so that a closed browser opens the round as it was. */
export interface Round {
	hits: Hit[];
	/** The giver's offer ticket, if it was shown. */
	ticket: string | null;
	/** Why something offered is not there, by item. */
	missing: Record<string, string>;
}

export const EMPTY_ROUND: Round = { hits: [], ticket: null, missing: {} };

export type Answer =
	| { is: "expected" | "extra"; hit: Hit; item: KnownItem }
	| { is: "unknown"; hit: Hit }
	| { is: "again"; name: string }
	| { is: "here"; item: KnownItem }
	| { is: "void" | "no_item" | "forged" | "foreign" | "wrong_ticket" }
	| { is: "ticket"; text: string; hits: Hit[] };

export async function answerTo(
	seen: Seen,
	round: Round,
	items: readonly KnownItem[],
	office: string,
): Promise<Answer> {
	if (seen.is === "forged" || seen.is === "foreign") return { is: seen.is };
	if (seen.is === "ticket") return answerToTicket(seen.text, seen.ticket, items, office);
	if (seen.is === "label" && seen.label.kind !== "item") return { is: "no_item" };
	const isTyped = seen.is === "code";
	return answerToName(isTyped ? seen.code : seen.label.id, isTyped, round, items, office);
}

function answerToName(
	name: string,
	isTyped: boolean,
	round: Round,
	items: readonly KnownItem[],
	office: string,
): Answer {
	const item = items.find((one) =>
		one.labels.some(({ id, code }) => id === name || code === name),
	);
	if (item?.labels.some((one) => one.is_void && (one.id === name || one.code === name))) {
		return { is: "void" };
	}
	const isAgain = round.hits.some(
		(hit) => hit.name === name || (item !== undefined && hit.item === item.subject),
	);
	if (isAgain) return { is: "again", name };
	if (item?.holder === office) return { is: "here", item };
	const hit: Hit = { name, isTyped, item: item?.subject ?? null };
	if (item === undefined) return { is: "unknown", hit };
	return { is: isExpected(item, office) ? "expected" : "extra", hit, item };
}

function isExpected(item: KnownItem, office: string): boolean {
	return item.offeree === office || item.next === office;
}

/** A ticket names all its items by their hash: if they are known, one look takes them all. */
async function answerToTicket(
	text: string,
	ticket: OfferTicket,
	items: readonly KnownItem[],
	office: string,
): Promise<Answer> {
	if (ticket.from === office || (ticket.to !== null && ticket.to !== office)) {
		return { is: "wrong_ticket" };
	}
	const offered = items.filter((item) => item.basis === ticket.scanId);
	const carried = items.filter((item) => item.holder === ticket.from && isExpected(item, office));
	for (const candidates of [offered, carried]) {
		const hits = candidates.map(hitOf).filter((hit) => hit !== null);
		if (hits.length === 0 || hits.length < candidates.length) continue;
		if (
			await offersExactly(
				ticket,
				hits.map((hit) => hit.name),
			)
		)
			return { is: "ticket", text, hits };
	}
	return { is: "ticket", text, hits: [] };
}

export function hitOf(item: KnownItem): Hit | null {
	const label = item.labels.find((one) => !one.is_void);
	return label === undefined ? null : { name: label.id, isTyped: false, item: item.subject };
}

export function withHits(round: Round, hits: readonly Hit[]): Round {
	const names = new Set(round.hits.map((hit) => hit.item ?? hit.name));
	const fresh = hits.filter((hit) => !names.has(hit.item ?? hit.name));
	return { ...round, hits: [...round.hits, ...fresh] };
}

/** What is offered together with something scanned, and was not scanned itself. */
export function shortOf(round: Round, items: readonly KnownItem[], office: string): KnownItem[] {
	const scanned = new Set(round.hits.map((hit) => hit.item));
	const offers = new Set(
		items
			.filter((item) => scanned.has(item.subject) && isOffered(item, office))
			.map((one) => one.basis),
	);
	const ticket = round.ticket === null ? null : readTicket(round.ticket);
	if (ticket !== null) offers.add(ticket.scanId);
	return items.filter(
		(item) => isOffered(item, office) && offers.has(item.basis) && !scanned.has(item.subject),
	);
}

function isOffered(item: KnownItem, office: string): boolean {
	return (
		item.state === "offered" &&
		item.holder !== office &&
		item.basis !== null &&
		(item.offeree === office || item.offeree === null)
	);
}

/** What ends the round: accepts of offers, takes of what nobody offered, refusals of what is short. */
export function takingOver(
	round: Round,
	items: readonly KnownItem[],
	office: string,
): Statement[] {
	return [...accepting(round, items, office), ...refusing(round, items, office)];
}

function accepting(round: Round, items: readonly KnownItem[], office: string): Statement[] {
	const byId = new Map(items.map((item) => [item.subject, item]));
	const ticket = round.ticket === null ? null : readTicket(round.ticket);
	const groups = new Map<string | null, On[]>();
	for (const hit of round.hits) {
		const item = hit.item === null ? undefined : byId.get(hit.item);
		const offer = offerOf(item, ticket, office);
		groups.set(offer, [...(groups.get(offer) ?? []), onOf(hit, item, offer)]);
	}
	return [...groups].flatMap(([offer, ons]) =>
		parts(ons).map((part): Statement => {
			if (offer === null) return { act: "take", on: part };
			const accept: Statement = { act: "accept", on: part, of: offer };
			return ticket?.scanId === offer ? { ...accept, tk: b64u(ticket.bytes) } : accept;
		}),
	);
}

/** By which offer a thing comes: one that this desk knows of, else the one on the ticket. */
function offerOf(
	item: KnownItem | undefined,
	ticket: OfferTicket | null,
	office: string,
): string | null {
	if (item !== undefined && isOffered(item, office)) return item.basis;
	if (ticket === null) return null;
	return item === undefined || item.holder === ticket.from ? ticket.scanId : null;
}

function onOf(hit: Hit, item: KnownItem | undefined, offer: string | null): On {
	const name = hit.isTyped ? { c: hit.name } : { l: hit.name };
	const basis = offer ?? item?.basis ?? null;
	return basis === null ? name : { ...name, b: basis };
}

function refusing(round: Round, items: readonly KnownItem[], office: string): Statement[] {
	return shortOf(round, items, office).flatMap((item): Statement[] => {
		const why = round.missing[item.subject];
		const one = on(item);
		if (why === undefined || one === null || item.basis === null) return [];
		return [{ act: "refuse", on: [one], of: item.basis, why }];
	});
}

/** At most a hundred things fit into one scan. */
function parts(ons: readonly On[]): On[][] {
	const found: On[][] = [];
	for (let from = 0; from < ons.length; from += MAX_ON) found.push(ons.slice(from, from + MAX_ON));
	return found;
}
