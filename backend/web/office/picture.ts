/**
 * What is under way, as map and list show it: by harm, and by who has it; pure.
 *
 * A record that changes is taken out of each index and put in again. What changes with the clock alone
 * is looked for when the next item turns from one urgency to the next, and not before.
 */

import type { KnownItem } from "../shared/handoff/overlay";
import { type Urgency as ByTime, type Turns, turnsOf, urgencyBy } from "../shared/urgency";
import type { WorkingCalendar } from "../shared/working_time";
import { ALL, type Filters, isUnderWay, isWanted } from "./filters";
import type { BoardReader, KnownBoard } from "./known_board";
import { byDue, Sorted } from "./sorted";
import { BY_HARM, type Group, type Urgency, urgencyOf } from "./urgency";

/** One item under way, and how it is shown. */
export interface Row {
	readonly item: KnownItem;
	readonly turns: Turns;
	readonly time: ByTime;
	readonly urgency: Urgency;
	/** Not filtered out. */
	readonly isShown: boolean;
}

export class Picture implements BoardReader {
	/** What a party has is another than before; null: what everybody has. */
	ontouched: (party: string | null) => void = () => {};

	readonly #known: KnownBoard;
	#calendar: WorkingCalendar;
	#nowMs: number;
	#wanted: Filters = ALL;
	/** When the next item turns from one urgency to the next. */
	#turnMs = Number.POSITIVE_INFINITY;

	/** Everything under way, shown or not. */
	readonly #rows = new Map<string, Row>();
	readonly #groups = new Map(BY_HARM.map((urgency) => [urgency, new Sorted()]));
	/** What is shown, by who has it or says so. */
	readonly #byParty = new Map<string, Map<string, Row>>();
	readonly #disputed = new Map<string, KnownItem>();
	readonly #fields = new Map<string, number>();
	#fieldList: readonly string[] | null = null;

	constructor(known: KnownBoard, calendar: WorkingCalendar, nowMs: number) {
		this.#known = known;
		this.#calendar = calendar;
		this.#nowMs = nowMs;
		this.reset();
	}

	/** How much is under way, whatever is filtered out. */
	get size(): number {
		return this.#rows.size;
	}

	get disputed(): Iterable<KnownItem> {
		return this.#disputed.values();
	}

	/** The fields that there is something of; the same list until they are others. */
	get fields(): readonly string[] {
		this.#fieldList ??= [...this.#fields.keys()];
		return this.#fieldList;
	}

	/** What is shown, or one party's part of it: by harm, then by due time. */
	groups(party: string | null): Group[] {
		return BY_HARM.flatMap((urgency) => {
			const items = party === null ? this.#listOf(urgency) : this.#listAt(party, urgency);
			return items.length > 0 ? [{ urgency, items }] : [];
		});
	}

	/** What a party has, as far as it is shown. */
	*heldBy(party: string): Iterable<Row> {
		for (const row of this.#byParty.get(party)?.values() ?? []) {
			if (row.item.holder === party) yield row;
		}
	}

	want(wanted: Filters): void {
		this.#wanted = wanted;
		this.#fill();
	}

	tick(nowMs: number, calendar: WorkingCalendar): void {
		const isNewer = nowMs >= this.#nowMs;
		this.#nowMs = nowMs;
		if (calendar !== this.#calendar) this.reset(nowMs, calendar);
		else if (!isNewer || nowMs >= this.#turnMs) this.#turn();
	}

	changed(item: KnownItem): void {
		const before = this.#rows.get(item.subject);
		const turns =
			before?.item.due_at === item.due_at ? before.turns : turnsOf(item.due_at, this.#calendar);
		this.#replace(before, isUnderWay(item) ? this.#rowOf(item, turns) : undefined);
	}

	reset(nowMs = this.#nowMs, calendar = this.#calendar): void {
		this.#nowMs = nowMs;
		this.#calendar = calendar;
		this.#rows.clear();
		this.#fields.clear();
		this.#fieldList = null;
		const known = new Map<string, Turns>();
		for (const item of this.#known.byId.values()) {
			if (!isUnderWay(item)) continue;
			const turns = known.get(item.due_at) ?? turnsOf(item.due_at, this.#calendar);
			known.set(item.due_at, turns);
			this.#rows.set(item.subject, this.#rowOf(item, turns));
			this.#count(item, 1);
		}
		this.#fill();
	}

	#listOf(urgency: Urgency): readonly KnownItem[] {
		return this.#groups.get(urgency)?.list ?? [];
	}

	#listAt(party: string, urgency: Urgency): KnownItem[] {
		const rows = [...(this.#byParty.get(party)?.values() ?? [])];
		return rows
			.filter((row) => row.urgency === urgency)
			.map(({ item }) => item)
			.sort(byDue);
	}

	#rowOf(item: KnownItem, turns: Turns): Row {
		const time = urgencyBy(turns, this.#nowMs);
		const isShown = isWanted(item, time, this.#wanted);
		this.#turnMs = Math.min(this.#turnMs, nextTurn(turns, time));
		return { item, turns, time, urgency: urgencyOf(item, time), isShown };
	}

	#turn(): void {
		this.#turnMs = Number.POSITIVE_INFINITY;
		for (const row of [...this.#rows.values()]) {
			const time = urgencyBy(row.turns, this.#nowMs);
			if (time === row.time) this.#turnMs = Math.min(this.#turnMs, nextTurn(row.turns, time));
			else this.#replace(row, this.#rowOf(row.item, row.turns));
		}
	}

	#replace(before: Row | undefined, after: Row | undefined): void {
		if (before !== undefined) {
			this.#rows.delete(before.item.subject);
			this.#count(before.item, -1);
			if (before.isShown) this.#take(before);
		}
		if (after !== undefined) {
			this.#rows.set(after.item.subject, after);
			this.#count(after.item, 1);
			if (after.isShown) this.#put(after);
		}
		const parties = new Set([before?.item.holder, after?.item.holder]);
		for (const party of parties) if (party != null) this.ontouched(party);
	}

	#take({ item, urgency }: Row): void {
		this.#groups.get(urgency)?.remove(item);
		this.#disputed.delete(item.subject);
		for (const party of partiesOf(item)) {
			const theirs = this.#byParty.get(party);
			theirs?.delete(item.subject);
			if (theirs?.size === 0) this.#byParty.delete(party);
		}
	}

	#put(row: Row): void {
		this.#groups.get(row.urgency)?.add(row.item);
		this.#index(row);
	}

	#index(row: Row): void {
		const { item } = row;
		if (item.state === "disputed") this.#disputed.set(item.subject, item);
		for (const party of partiesOf(item)) {
			const theirs = this.#byParty.get(party);
			if (theirs === undefined) this.#byParty.set(party, new Map([[item.subject, row]]));
			else theirs.set(item.subject, row);
		}
	}

	/** Make every index anew, as after a filter or with another snapshot. */
	#fill(): void {
		this.#byParty.clear();
		this.#disputed.clear();
		this.#turnMs = Number.POSITIVE_INFINITY;
		const found = new Map<Urgency, KnownItem[]>(BY_HARM.map((urgency) => [urgency, []]));
		for (const { item, turns } of this.#rows.values()) {
			const row = this.#rowOf(item, turns);
			this.#rows.set(item.subject, row);
			if (!row.isShown) continue;
			found.get(row.urgency)?.push(item);
			this.#index(row);
		}
		for (const [urgency, items] of found) this.#groups.get(urgency)?.fill(items.sort(byDue));
		this.ontouched(null);
	}

	#count({ field_code }: KnownItem, by: 1 | -1): void {
		const before = this.#fields.get(field_code) ?? 0;
		const count = before + by;
		if (before === 0 || count === 0) this.#fieldList = null;
		if (count > 0) this.#fields.set(field_code, count);
		else this.#fields.delete(field_code);
	}
}

function nextTurn({ riskMs, lateMs }: Turns, time: ByTime): number {
	if (time === "late") return Number.POSITIVE_INFINITY;
	return time === "risk" ? lateMs : riskMs + 1;
}

function partiesOf({ holder, claimants }: KnownItem): ReadonlySet<string> {
	return new Set(holder === null ? claimants : [holder, ...claimants]);
}
