/** What moves scans and the server's epoch in one transaction, so that none comes in between. */

import type { IDBPTransaction } from "idb";
import type { KeptScan, Stores, Sync } from "./database";
import { unpromised } from "./moves";

/** Promised by a receipt, which counts only as long as the server is the one that gave it. */
const PROMISED = ["safe", "unfolded", "person"] as const satisfies Sync[];

/** Where the server's epoch stands, beside the scans that it promised. */
export const EPOCH = ["browser", "epoch"] as const satisfies Stores["owned"]["key"];

export type Writing = IDBPTransaction<Stores, ("scans" | "owned")[], "readwrite">;

/**
 * The server is of another epoch from now on, and what was promised under any other is offered again.
 * With the epoch in one transaction: no promise may come in between and stay under what is over.
 */
export function begun(writing: Writing, epoch: string): Promise<KeptScan[]> {
	quiet(writing.objectStore("owned").put(epoch, EPOCH));
	return unpromise(writing, (scan) => scan.epoch !== epoch);
}

export async function unpromise(
	writing: Writing,
	isOver: (scan: KeptScan) => boolean,
): Promise<KeptScan[]> {
	const promised = writing.objectStore("scans").index("sync");
	const found = await Promise.all(PROMISED.map((sync) => promised.getAll(sync)));
	return changed(writing, found.flat().filter(isOver), unpromised);
}

/** Each as it is by then: an answer may come late, and another tab's may have come before. */
export async function changed(
	writing: Writing,
	scans: readonly KeptScan[],
	change: (scan: KeptScan) => KeptScan,
): Promise<KeptScan[]> {
	const store = writing.objectStore("scans");
	const rows: KeptScan[] = [];
	for (const { seq } of scans) {
		const now = await store.get(seq);
		const next = now === undefined ? now : change(now);
		if (next === undefined || next === now) continue;
		rows.push(next);
		quiet(store.put(next));
	}
	return rows;
}

/** What these say of a failure, the transaction as a whole says better. */
export function quiet(...asked: Promise<unknown>[]): void {
	for (const one of asked) one.catch(() => {});
}
