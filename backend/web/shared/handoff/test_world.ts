/** For tests: a device at which rounds are held. */

import type { KeptScan } from "../device/database";
import { StorageFull } from "../device/outbox";
import type { Signal } from "../device/signals";
import type { Statement } from "../scan";
import type { BoardItem } from "../shapes";
import { typedCode } from "../typed_code";
import type { RoundStore } from "./kept_rounds";
import type { Direction, Ground } from "./round";
import { GIVER, groundOf, itemNo, knowing, labelNo, OTHER } from "./test_things";

export const MONDAY = Date.parse("2020-05-25T10:00:00+07:00");
export const DAY_MS = 24 * 3_600_000;

/** The device at which a round is held; whatever is signed waits until the test lets it pass. */
export class World {
	items: BoardItem[] = [];
	own: KeptScan[] = [];
	signed: Statement[] = [];
	signals: Signal[] = [];
	labelKeys = new Map();
	direction: Direction = "take";
	person = "an";
	stop: number | null = 2;
	nowMs = MONDAY;
	takesWholeOffers = false;
	/** Signing waits for these, one a statement. */
	gates: Promise<void>[] = [];
	/** From this statement on the device is full. */
	fullFrom = Number.POSITIVE_INFINITY;
	store: RoundStore;
	changes: Partial<Ground> = {};

	constructor(store: RoundStore) {
		this.store = store;
	}

	get hand() {
		return this;
	}

	clock = { nowMs: () => this.nowMs, after: () => () => {} };

	owner() {
		const { direction, person, stop } = this;
		return { device: "phone", person, run: "run", stop, direction };
	}

	at() {
		return this.direction === "give" ? OTHER : GIVER;
	}

	ground(): Ground {
		return groundOf(knowing(this.items, this.own), this.changes);
	}

	signal(kind: Signal) {
		this.signals.push(kind);
	}

	async sign(statement: Statement): Promise<KeptScan> {
		await this.gates.shift();
		if (this.signed.length >= this.fullFrom) throw new StorageFull();
		this.signed.push(statement);
		const { act, on, to, of } = statement;
		const scan: KeptScan = {
			...{ seq: this.own.length, id: `own-${this.own.length}`, jws: "", act, on: [...on] },
			...{ party: "p", keptMs: this.nowMs, sync: "pending" },
			...(to === undefined ? {} : { to }),
			...(of === undefined ? {} : { of }),
		};
		this.own = [...this.own, scan];
		return scan;
	}
}

export function gate() {
	let open = () => {};
	const passed = new Promise<void>((pass) => {
		open = pass;
	});
	return { open, passed };
}

/** An item whose typed code is that of its label. */
export async function realItem(no: number, changes: Partial<BoardItem> = {}): Promise<BoardItem> {
	const labels = [{ id: labelNo(no), code: await typedCode(labelNo(no)), is_void: false }];
	return itemNo(no, { labels, ...changes });
}
