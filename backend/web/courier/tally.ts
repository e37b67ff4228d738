/** One round of scanning: what is expected, what was seen, and what each hit means. */

import type { Label } from "../shared/label";
import type { OfferTicket } from "../shared/ticket";
import type { Day, KnownItem, Stop } from "./day";
import { carried, offeredToMe, toGive, toTake } from "./day";

export type Mode = "take" | "give" | "check";

/** One thing seen: its label, or the code typed from it. */
export interface Hit {
	/** Label id or typed code: what the scan will name. */
	name: string;
	isTyped: boolean;
	/** The code printed under its label, by which hands find an item that the phone does not know. */
	code: string;
	item: string | null;
	atMs: number;
}

/** A round survives a killed app: it is kept after every hit and opened again as it was. */
export interface Tally {
	mode: Mode;
	stopNo: number | null;
	/** Items expected when the round began; those that came later are found by their label. */
	expected: string[];
	hits: Hit[];
	/** The giver's offer ticket, if one was shown. */
	ticket: string | null;
	/** Why something expected is not there, by item. */
	missing: Record<string, string>;
}

/** What a scanned text is, after the label's signature was checked. */
export type Seen =
	| { is: "label"; label: Label; code: string }
	| { is: "code"; code: string }
	| { is: "ticket"; text: string; ticket: OfferTicket }
	| { is: "forged" }
	| { is: "foreign" };

/** What the phone answers to it, at once and from what it knows. */
export type Answer =
	| { is: "expected"; hit: Hit; item: KnownItem }
	| { is: "extra"; hit: Hit; item: KnownItem }
	| { is: "checked"; hit: Hit; item: KnownItem }
	| { is: "wrong_stop"; hit: Hit; item: KnownItem }
	| { is: "unknown"; hit: Hit }
	| { is: "again"; hit: Hit }
	| { is: "mine_already"; item: KnownItem }
	| { is: "void"; name: string }
	| { is: "no_item" }
	| { is: "ticket"; text: string; isForMe: boolean }
	| { is: "forged" }
	| { is: "foreign" };

export function newTally(mode: Mode, stop: Stop | null, day: Day): Tally {
	const items = expectedAt(mode, stop, day);
	return {
		mode,
		stopNo: stop?.no ?? null,
		expected: items.map((item) => item.subject),
		hits: [],
		ticket: null,
		missing: {},
	};
}

function expectedAt(mode: Mode, stop: Stop | null, day: Day): KnownItem[] {
	if (mode === "check") return carried(day);
	if (stop === null) return mode === "take" ? offeredToMe(day) : [];
	if (mode === "take") return toTake(day, stop);
	return toGive(day, stop).filter((item) => item.state === "held");
}

export function answerTo(seen: Seen, tally: Tally, day: Day, nowMs: number): Answer {
	switch (seen.is) {
		case "forged":
		case "foreign":
			return { is: seen.is };
		case "ticket":
			return { is: "ticket", text: seen.text, isForMe: isFor(day.party.id, seen.ticket) };
		case "label":
			return answerToLabel(seen, tally, day, nowMs);
		case "code":
			return answerToName({ name: seen.code, isTyped: true, code: seen.code }, tally, day, nowMs);
	}
}

function isFor(party: string, ticket: OfferTicket): boolean {
	return ticket.from !== party && (ticket.to === null || ticket.to === party);
}

function answerToLabel(
	{ label, code }: Extract<Seen, { is: "label" }>,
	tally: Tally,
	day: Day,
	nowMs: number,
): Answer {
	if (label.kind !== "item") return { is: "no_item" };
	return answerToName({ name: label.id, isTyped: false, code }, tally, day, nowMs);
}

function answerToName(
	named: Pick<Hit, "name" | "isTyped" | "code">,
	tally: Tally,
	day: Day,
	nowMs: number,
): Answer {
	const { name } = named;
	const item = itemNamed(name, day);
	const label = item?.labels.find((one) => one.id === name || one.code === name);
	if (label?.is_void || day.voids.includes(name)) return { is: "void", name };

	const before = tally.hits.find(
		(hit) => hit.name === name || (item !== undefined && hit.item === item.subject),
	);
	if (before !== undefined) return { is: "again", hit: before };

	const hit: Hit = { ...named, item: item?.subject ?? null, atMs: nowMs };
	return item === undefined ? { is: "unknown", hit } : answerToItem(item, hit, tally, day);
}

function answerToItem(item: KnownItem, hit: Hit, tally: Tally, day: Day): Answer {
	if (tally.expected.includes(item.subject)) return { is: "expected", hit, item };
	if (tally.mode === "check") return { is: "checked", hit, item };
	const isMine = item.holder === day.party.id;
	if (tally.mode === "take") {
		if (isMine) return { is: "mine_already", item };
		return goesMyWay(item, tally, day)
			? { is: "extra", hit, item }
			: { is: "wrong_stop", hit, item };
	}
	const stop = day.stops.find((one) => one.no === tally.stopNo);
	return item.next === stop?.office.id
		? { is: "extra", hit, item }
		: { is: "wrong_stop", hit, item };
}

/** An item goes this courier's way if he is asked to take it, or its next stop is ahead of him. */
function goesMyWay(item: KnownItem, tally: Tally, day: Day): boolean {
	const ahead = day.stops.filter((stop) => stop.no > (tally.stopNo ?? 0));
	return (
		item.offeree === day.party.id ||
		item.goes_to_door ||
		ahead.some((stop) => stop.office.id === item.next)
	);
}

/** The item on which a label hangs, by the label or its typed code. */
export function itemNamed(name: string, day: Day): KnownItem | undefined {
	return day.items.find((item) =>
		item.labels.some((label) => label.id === name || label.code === name),
	);
}

/** An item counted without its label being scanned: by the ticket or the offer that names it. */
export function hitOf(item: KnownItem, atMs: number): Hit | null {
	const label = item.labels.find((one) => !one.is_void);
	if (label === undefined) return null;
	return { name: label.id, isTyped: false, code: label.code, item: item.subject, atMs };
}

export function withHit(tally: Tally, hit: Hit): Tally {
	return { ...tally, hits: [...tally.hits, hit] };
}

export function withoutHit(tally: Tally, name: string): Tally {
	return { ...tally, hits: tally.hits.filter((hit) => hit.name !== name) };
}

/** How the countdown stands: what was expected and is not there yet, and what came on top. */
export function standing(tally: Tally) {
	const seen = new Set(tally.hits.map((hit) => hit.item));
	const missing = tally.expected.filter((item) => !seen.has(item));
	const expected = new Set(tally.expected);
	const extra = tally.hits.filter((hit) => hit.item === null || !expected.has(hit.item));
	return { missing, extra, seen: tally.expected.length - missing.length };
}
