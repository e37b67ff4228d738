/** The board with this desk's own scans laid over it, kept by record; pure. */

import type { KeptScan } from "../shared/device/database";
import {
	type Knowledge,
	type KnownItem,
	laidOver,
	type Me,
	namesOf,
	scansByName,
} from "../shared/handoff/overlay";
import type { Board } from "./board";

/** Whoever reads the board is told of every record that changes. */
export interface BoardReader {
	/** The item as it is known now. */
	changed(item: KnownItem): void;
	/** All is another. */
	reset(): void;
}

export class KnownBoard implements Knowledge {
	readonly me: Me;
	readonly byId = new Map<string, KnownItem>();
	readonly voids: ReadonlySet<string> = new Set();

	readonly #board: Board;
	readonly #readers = new Set<BoardReader>();
	/** Items by label id and typed code; made when something is scanned for the first time. */
	#names: Map<string, string> | null = null;
	#list: readonly KnownItem[] | null = null;
	#scans = scansByName([]);
	/** What an own scan lies over: the server may tell it, or let it expire. */
	readonly #laid = new Set<string>();

	constructor(board: Board, me: Me) {
		this.#board = board;
		this.me = me;
		this.reset(0);
	}

	get tips(): ReadonlyMap<string, string> {
		return this.#scans.tips;
	}

	/** All items, as a list that stays as it is; counts and queues need none. */
	get items(): readonly KnownItem[] {
		this.#list ??= [...this.byId.values()];
		return this.#list;
	}

	named(name: string): KnownItem | undefined {
		const subject = this.#named().get(name);
		return subject === undefined ? undefined : this.byId.get(subject);
	}

	/** Be told of changes until the answer is called. */
	read(reader: BoardReader): () => void {
		this.#readers.add(reader);
		return () => void this.#readers.delete(reader);
	}

	reset(nowMs: number): void {
		this.byId.clear();
		this.#laid.clear();
		this.#names = null;
		this.#list = null;
		for (const subject of this.#board.items.keys()) this.#lay(subject, nowMs);
		for (const reader of this.#readers) reader.reset();
	}

	/** The board has another record of an item. */
	changed(subject: string, nowMs: number): void {
		const before = this.byId.get(subject);
		const after = this.#lay(subject, nowMs);
		if (after === undefined) return;
		if (before?.labels !== after.labels) this.#rename(before, after);
		this.#list = null;
		for (const reader of this.#readers) reader.changed(after);
	}

	/** Other scans are this desk's own than before, or have come further. */
	scanned(own: readonly KeptScan[], nowMs: number): void {
		const before = this.#scans;
		this.#scans = scansByName(own);
		const subjects = new Set(this.#laid);
		for (const scans of [before, this.#scans]) {
			for (const name of scans.byName.keys()) {
				const subject = this.#named().get(name);
				if (subject !== undefined) subjects.add(subject);
			}
		}
		for (const subject of subjects) this.changed(subject, nowMs);
	}

	/** A stored scan that the board does not show after a while has had no effect. */
	tick(nowMs: number): void {
		for (const subject of [...this.#laid]) this.changed(subject, nowMs);
	}

	#lay(subject: string, nowMs: number): KnownItem | undefined {
		const item = this.#board.items.get(subject);
		if (item === undefined) return undefined;
		const known = laidOver(item, this.#scans.byName, this.me, nowMs);
		this.byId.set(subject, known);
		if (known.sync === null) this.#laid.delete(subject);
		else this.#laid.add(subject);
		return known;
	}

	#named(): Map<string, string> {
		this.#names ??= new Map(
			[...this.byId.values()].flatMap((item) =>
				namesOf(item).map((name) => [name, item.subject] as const),
			),
		);
		return this.#names;
	}

	#rename(before: KnownItem | undefined, after: KnownItem): void {
		if (this.#names === null) return;
		for (const name of before === undefined ? [] : namesOf(before)) this.#names.delete(name);
		for (const name of namesOf(after)) this.#names.set(name, after.subject);
	}
}
