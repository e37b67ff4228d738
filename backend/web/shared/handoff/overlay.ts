/** What this device knows of a subject: what the server told, and its own scans laid over; pure. */

import { afterOwnAct } from "../custody";
import { isOnlyHere, type KeptScan, type Sync } from "../device/database";
import type { BoardItem } from "../shapes";

/** For whom this device speaks. */
export interface Me {
	party: string;
	kind: "courier" | "office";
}

export type KnownItem<Item extends BoardItem = BoardItem> = Item & {
	/** The newest node that this device knows: the basis of its next scan. */
	basis: string | null;
	/** How far the newest own scan over it has come; null if the server has told all. */
	sync: Sync | null;
};

/** All that a device knows when something is scanned. */
export interface Knowledge<Item extends BoardItem = BoardItem> {
	me: Me;
	items: readonly KnownItem<Item>[];
	byId: ReadonlyMap<string, KnownItem<Item>>;
	/** By label id, or by the code typed from it. */
	named(name: string): KnownItem<Item> | undefined;
	/** The newest own node by label or typed code, for things that the server has not told of. */
	tips: ReadonlyMap<string, string>;
	voids: ReadonlySet<string>;
}

/** What a server tells of an item, and when it was asked, where that is known. */
type Told = BoardItem & { seenMs?: number };

/** A stored scan that a live board does not show by now has had no effect: the board is right. */
const TRUST_MS = 15_000;
/** Acts that note something and move nothing. */
const NOTES: ReadonlySet<string> = new Set(["check", "attempt", "report_damaged"]);

export function know<Item extends Told>(
	items: readonly Item[],
	own: readonly KeptScan[],
	me: Me,
	nowMs: number,
	voids: readonly string[] = [],
): Knowledge<Item> {
	const { byName: scans, tips } = scansByName(own);
	const known = items.map((item) => laidOver(item, scans, me, nowMs));
	return {
		...{ me, items: known, tips, voids: new Set(voids) },
		byId: new Map(known.map((item) => [item.subject, item])),
		named: byName(known),
	};
}

/** What a device's own scans move, by label id and typed code, oldest first; and the newest of each. */
export function scansByName(own: readonly KeptScan[]) {
	const found = new Map<string, KeptScan[]>();
	const tips = new Map<string, string>();
	const nodes = own.filter(({ act }) => !NOTES.has(act)).sort((one, other) => one.seq - other.seq);
	for (const scan of nodes) {
		for (const name of namesOn(scan)) {
			const before = found.get(name);
			if (before === undefined) found.set(name, [scan]);
			else before.push(scan);
			tips.set(name, scan.id);
		}
	}
	return { byName: found, tips };
}

/** A day changes with every fact, and is asked for a name only when something is scanned. */
function byName<Item extends BoardItem>(items: readonly KnownItem<Item>[]) {
	let found: Map<string, KnownItem<Item>> | undefined;
	return (name: string) => {
		found ??= new Map(items.flatMap((item) => namesOf(item).map((name) => [name, item] as const)));
		return found.get(name);
	};
}

/** By what a scan can name an item: label ids and typed codes. */
export function namesOf({ labels }: BoardItem): string[] {
	return labels.flatMap(({ id, code }) => [id, code]);
}

/** What a scan names: label ids and typed codes. */
export function namesOn(scan: Pick<KeptScan, "on">): string[] {
	return scan.on.map((on) => ("l" in on ? on.l : on.c));
}

/** The items that a scan names, as far as this device knows them. */
export function itemsOn<Item extends BoardItem>(
	scan: Pick<KeptScan, "on">,
	known: Knowledge<Item>,
): KnownItem<Item>[] {
	return namesOn(scan).flatMap((name) => known.named(name) ?? []);
}

export function labelOf(item: BoardItem): string | null {
	return item.labels.find((label) => !label.is_void)?.id ?? null;
}

/** Oldest first, from the one on that the server has not told: its word stands until then. */
export function laidOver<Item extends Told>(
	item: Item,
	scansOf: ReadonlyMap<string, readonly KeptScan[]>,
	me: Me,
	nowMs: number,
): KnownItem<Item> {
	let after: KnownItem<Item> = { ...item, basis: item.tip, sync: null };
	const own = ownOf(item, scansOf);
	const told = own.findLastIndex(({ id }) => id === item.tip);
	for (const scan of own.slice(told + 1)) {
		if (!isAhead(scan, item, after.basis, nowMs)) continue;
		const act = { act: scan.act, party: me.party };
		const custody = afterOwnAct(after, scan.to === undefined ? act : { ...act, to: scan.to });
		const holder_kind = custody.holder === me.party ? me.kind : after.holder_kind;
		after = { ...after, ...custody, holder_kind, basis: scan.id, sync: scan.sync };
	}
	return after;
}

function ownOf(item: BoardItem, scansOf: ReadonlyMap<string, readonly KeptScan[]>): KeptScan[] {
	if (scansOf.size === 0) return [];
	const found = new Set<KeptScan>();
	for (const name of namesOf(item)) {
		for (const scan of scansOf.get(name) ?? []) found.add(scan);
	}
	return [...found].sort((one, other) => one.seq - other.seq);
}

/** Whether the server, when it told of the item, can have known nothing of the scan's effect. */
function isAhead(scan: KeptScan, item: Told, basis: string | null, nowMs: number): boolean {
	if (isOnlyHere(scan.sync) || scan.sync === "unfolded") return true;
	if (scan.sync === "person") return false;
	const receivedMs = scan.receivedMs ?? 0;
	if (item.seenMs !== undefined) return receivedMs > item.seenMs;
	// A live board that shows a newer node than the scan stands on has told what followed it.
	return nowMs - receivedMs < TRUST_MS && basisOf(scan, item) === basis;
}

function basisOf(scan: KeptScan, { labels }: Told): string | null {
	const isIts = (name: string) => labels.some(({ id, code }) => id === name || code === name);
	return scan.on.find((on) => isIts("l" in on ? on.l : on.c))?.b ?? null;
}
