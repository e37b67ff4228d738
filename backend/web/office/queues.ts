/** What waits at an office, and for what: to come, to go on, to be decided, to be given out; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import type { BoardReader, KnownBoard } from "./known_board";
import { byDue, Sorted } from "./sorted";
import { isUnproven } from "./verdicts";

type Waits = (item: KnownItem, office: string) => boolean;

const QUEUES = {
	/** Carried or offered to here by somebody else. */
	incoming: (item, office) =>
		isComing(item, office) && (item.offeree === office || item.holder_kind === "courier"),
	/** Somebody else has it, and it is to come here, from wherever. */
	boundFor: isComing,
	held: isHeld,
	/** Held here, with somewhere to go: the next office, or a door. */
	outgoing: (item, office) =>
		isHeld(item, office) &&
		item.state === "held" &&
		(item.destination !== office || item.goes_to_door),
	/** Offered here, and not accepted yet. */
	offered: (item, office) => isHeld(item, office) && item.state === "offered",
	/** Arrived where it is decided, and not decided yet. */
	undecided: (item, office) =>
		isHeld(item, office) &&
		item.direction === "out" &&
		item.destination === office &&
		!isDecided(item),
	/** Results that wait at this counter for the citizen. */
	results: (item, office) =>
		isHeld(item, office) &&
		item.direction === "back" &&
		item.destination === office &&
		!item.goes_to_door,
	/**
	 * Given out without proof, over this counter or at a door for it: a supervisor has to confirm each.
	 * Whoever asks is told to ask here, wherever it was handed over.
	 */
	unproven: (item, office) =>
		isUnproven(item) && item.direction === "back" && item.destination === office,
	/** Taken in or decided here, and not signed yet: the desk was interrupted before its scan. */
	uncommissioned: (item, office) => item.state === null && item.origin === office,
} satisfies Record<string, Waits>;

type Queue = keyof typeof QUEUES;
const NAMES = Object.keys(QUEUES) as Queue[];

/** All queues of one office, each kept by record and sorted by due time. */
export class Queues implements BoardReader {
	readonly #known: KnownBoard;
	readonly #office: string;
	readonly #sorted = new Map(NAMES.map((name) => [name, new Sorted()]));
	/** As it stands in the queues. */
	readonly #items = new Map<string, KnownItem>();

	constructor(known: KnownBoard, office: string) {
		this.#known = known;
		this.#office = office;
		this.reset();
	}

	list(name: Queue): readonly KnownItem[] {
		return this.#sorted.get(name)?.list ?? [];
	}

	count(name: Queue): number {
		return this.#sorted.get(name)?.size ?? 0;
	}

	/** Offered here and not accepted yet, by the offer's scan. */
	openOffers(): Map<string, KnownItem[]> {
		return new Map(
			grouped(this.list("offered"), ({ basis }) => basis ?? "").filter(([offer]) => offer !== ""),
		);
	}

	changed(item: KnownItem): void {
		const before = this.#items.get(item.subject);
		const waits = NAMES.filter((name) => QUEUES[name](item, this.#office));
		if (before === undefined && waits.length === 0) return;
		if (before !== undefined) for (const sorted of this.#sorted.values()) sorted.remove(before);
		for (const name of waits) this.#sorted.get(name)?.add(item);
		if (waits.length > 0) this.#items.set(item.subject, item);
		else this.#items.delete(item.subject);
	}

	reset(): void {
		this.#items.clear();
		const all = [...this.#known.byId.values()];
		for (const [name, sorted] of this.#sorted) {
			const waiting = all.filter((item) => QUEUES[name](item, this.#office)).sort(byDue);
			sorted.fill(waiting);
			for (const item of waiting) this.#items.set(item.subject, item);
		}
	}
}

/** The server, too, knows that the papers are here: before that it takes no decision on them. */
export function isThere({ business_state }: Pick<KnownItem, "business_state">): boolean {
	return business_state !== "accepted";
}

/** Papers of a decided dossier that rest in the archive: nobody waits for them any more. */
export function isArchived(item: Pick<KnownItem, "direction" | "business_state">): boolean {
	return item.direction === "out" && isDecided(item);
}

export function isDecided({ business_state }: Pick<KnownItem, "business_state">): boolean {
	return business_state === "resolved" || business_state === "returned";
}

function isComing(item: KnownItem, office: string): boolean {
	return (
		isMoving(item) && item.holder !== office && (item.offeree === office || item.next === office)
	);
}

function isHeld(item: KnownItem, office: string): boolean {
	return item.holder === office && isMoving(item);
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
	for (const item of items) {
		const group = groups.get(by(item));
		if (group === undefined) groups.set(by(item), [item]);
		else group.push(item);
	}
	return [...groups];
}
