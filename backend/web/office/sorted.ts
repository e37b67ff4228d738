/** Items in the order in which they are due, kept so one by one; pure. */

import type { KnownItem } from "../shared/handoff/overlay";

export class Sorted {
	readonly #items: KnownItem[] = [];
	#list: readonly KnownItem[] | null = [];

	/** A list that stays as it is: another one is made when something has changed and it is asked for. */
	get list(): readonly KnownItem[] {
		this.#list ??= [...this.#items];
		return this.#list;
	}

	get size(): number {
		return this.#items.length;
	}

	add(item: KnownItem): void {
		this.#items.splice(this.#placeOf(item), 0, item);
		this.#list = null;
	}

	/** Take out what is of the same rank: the same item, due at the same time. */
	remove(item: KnownItem): void {
		const place = this.#placeOf(item);
		if (this.#items[place]?.subject !== item.subject) return;
		this.#items.splice(place, 1);
		this.#list = null;
	}

	/** Hold these and no others, in their right order already. */
	fill(items: readonly KnownItem[]): void {
		this.#items.length = 0;
		for (const item of items) this.#items.push(item);
		this.#list = null;
	}

	/** Where it stands or would stand. */
	#placeOf(item: KnownItem): number {
		let from = 0;
		let to = this.#items.length;
		while (from < to) {
			const middle = (from + to) >> 1;
			const there = this.#items[middle];
			if (there !== undefined && byDue(there, item) < 0) from = middle + 1;
			else to = middle;
		}
		return from;
	}
}

/** No two items are of the same rank. */
export function byDue(one: KnownItem, other: KnownItem): number {
	return (
		dueMs(one.due_at) - dueMs(other.due_at) ||
		inOrder(one.code, other.code) ||
		inOrder(one.subject, other.subject)
	);
}

function inOrder(one: string, other: string): number {
	return one === other ? 0 : one < other ? -1 : 1;
}

/** Most is due at the end of some working day, so that few times are read. */
const READ = 20_000;
const times = new Map<string, number>();

function dueMs(at: string): number {
	const known = times.get(at);
	if (known !== undefined) return known;
	if (times.size >= READ) times.clear();
	const ms = Date.parse(at);
	times.set(at, ms);
	return ms;
}
