/** What waits at an office, and for what: to come, to go on, to be decided, to be given out; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import { isUnproven } from "./verdicts";

/** Carried or offered to here by somebody else. */
export function incoming(items: readonly KnownItem[], office: string): KnownItem[] {
	return items.filter(
		(item) =>
			isMoving(item) &&
			item.holder !== office &&
			(item.offeree === office || (item.next === office && item.holder_kind === "courier")),
	);
}

/** Somebody else has it, and it is to come here, from wherever. */
export function boundFor(items: readonly KnownItem[], office: string): KnownItem[] {
	return items.filter(
		(item) =>
			isMoving(item) &&
			item.holder !== office &&
			(item.offeree === office || item.next === office),
	);
}

export function heldAt(items: readonly KnownItem[], office: string): KnownItem[] {
	return items.filter((item) => item.holder === office && isMoving(item));
}

/** Held here, with somewhere to go: the next office, or a door. */
export function outgoing(items: readonly KnownItem[], office: string): KnownItem[] {
	return heldAt(items, office).filter(
		(item) => item.state === "held" && (item.destination !== office || item.goes_to_door),
	);
}

/** Offered here and not accepted yet, by the offer's scan. */
export function openOffers(items: readonly KnownItem[], office: string): Map<string, KnownItem[]> {
	const offers = new Map<string, KnownItem[]>();
	for (const item of heldAt(items, office)) {
		if (item.state !== "offered" || item.basis === null) continue;
		offers.set(item.basis, [...(offers.get(item.basis) ?? []), item]);
	}
	return offers;
}

/** Arrived where it is decided, and not decided yet. */
export function undecided(items: readonly KnownItem[], office: string): KnownItem[] {
	return heldAt(items, office).filter(
		(item) => item.direction === "out" && item.destination === office && !isDecided(item),
	);
}

/** The server, too, knows that the papers are here: before that it takes no decision on them. */
export function isThere({ business_state }: Pick<KnownItem, "business_state">): boolean {
	return business_state !== "accepted";
}

/** Results that wait at this counter for the citizen. */
export function results(items: readonly KnownItem[], office: string): KnownItem[] {
	return heldAt(items, office).filter(
		(item) => item.direction === "back" && item.destination === office && !item.goes_to_door,
	);
}

/**
 * Given out without proof, over this counter or at a door for it: a supervisor has to confirm each.
 * Whoever asks is told to ask here, wherever it was handed over.
 */
export function unproven(items: readonly KnownItem[], office: string): KnownItem[] {
	return items.filter(
		(item) => isUnproven(item) && item.direction === "back" && item.destination === office,
	);
}

/** Taken in or decided here, and not signed yet: the desk was interrupted before its scan. */
export function uncommissioned(items: readonly KnownItem[], office: string): KnownItem[] {
	return items.filter((item) => item.state === null && item.origin === office);
}

/** Papers of a decided dossier that rest in the archive: nobody waits for them any more. */
export function isArchived(item: Pick<KnownItem, "direction" | "business_state">): boolean {
	return item.direction === "out" && isDecided(item);
}

function isDecided({ business_state }: Pick<KnownItem, "business_state">): boolean {
	return business_state === "resolved" || business_state === "returned";
}

function isMoving({ state }: KnownItem): boolean {
	return state === "held" || state === "offered";
}

/** Items by a party that they have in common, in the order in which they come. */
export function grouped(
	items: readonly KnownItem[],
	by: (item: KnownItem) => string,
): [key: string, items: KnownItem[]][] {
	const groups = new Map<string, KnownItem[]>();
	for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
	return [...groups];
}
