/** For tests: items, scans and labels as a device knows them. */

import { b64u } from "../bytes";
import type { KeptScan } from "../device/database";
import type { BoardItem } from "../shapes";
import { type DeviceKey, makeDeviceKey } from "../signing";
import { readTicket, signTicket } from "../ticket";
import { type Knowledge, know, type Me } from "./overlay";
import type { Ground, Hit } from "./round";
import type { Seen } from "./seen";

export const ME = "00000000-0000-4000-8000-00000000000c";
export const GIVER = "00000000-0000-4000-8000-000000000001";
export const OTHER = "00000000-0000-4000-8000-000000000002";
export const COURIER: Me = { party: ME, kind: "courier" };

/** The label of item number `no`: sixteen bytes, as its ticket hashes them. */
export function labelNo(no: number): string {
	return b64u(new Uint8Array(16).fill(no + 1));
}

export function offerNo(no: number): string {
	return b64u(new Uint8Array(32).fill(no + 1));
}

export function itemNo(no: number, changes: Partial<BoardItem> = {}): BoardItem {
	return {
		...{ subject: `item-${no}`, rev: 1, kind: "item", code: `000.14.H20-200527-000${no}` },
		...{ dossier: `dossier-${no}`, direction: "out", procedure: "", field_code: "" },
		...{ origin: GIVER, destination: OTHER, goes_to_door: false, next: OTHER },
		...{ due_at: "2020-05-27T11:30:00+07:00", business_state: "in_process", seal: "" },
		labels: [{ id: labelNo(no), code: `CODE${no}`, is_void: false }],
		...{ paper_count: 1, state: "held", holder: GIVER, holder_kind: "office", offeree: null },
		...{ claimants: [], certainty: "verified", flags: [], tip: `tip-${no}` },
		...{ earliest: null, latest: null, scan: null, cases: 0, verdict: null },
		...changes,
	};
}

/** An item that somebody has offered to this hand, by an offer that the server told. */
export function offeredNo(no: number, offer: string, changes: Partial<BoardItem> = {}): BoardItem {
	return itemNo(no, { state: "offered", offeree: ME, tip: offer, ...changes });
}

export function hitNo(no: number, changes: Partial<Hit> = {}): Hit {
	const hit = { name: labelNo(no), isTyped: false, code: `CODE${no}`, item: `item-${no}` };
	return { ...hit, atMs: 0, ...changes };
}

export function seenNo(no: number): Seen {
	const label = { id: labelNo(no), kind: "item" as const, keyId: 1 };
	return { is: "label", label, code: `CODE${no}`, isProven: true };
}

export function scanOf(changes: Partial<KeptScan> = {}): KeptScan {
	return {
		...{ seq: 0, id: "own", jws: "", party: "p", act: "take", on: [{ l: labelNo(0) }] },
		...{ keptMs: 0, sync: "pending" },
		...changes,
	};
}

export function knowing(items: readonly BoardItem[], own: readonly KeptScan[] = []): Knowledge {
	return know(items, own, COURIER, 1_000_000);
}

/** Where all that is known is expected, and whatever else comes goes another way. */
export function groundOf(known: Knowledge, changes: Partial<Ground> = {}): Ground {
	return {
		known,
		expected: known.items,
		goesThisWay: () => false,
		countsUnknown: true,
		...changes,
	};
}

let key: Promise<DeviceKey> | undefined;

export async function ticketFor(
	numbers: readonly number[],
	{ offer, from = GIVER, to = ME }: { offer: string; from?: string; to?: string | null },
): Promise<string> {
	key ??= makeDeviceKey();
	const labels = numbers.map(labelNo);
	return signTicket(await key, { scanId: offer, labels, from, to, minute: 1 });
}

export function seenTicket(text: string): Seen {
	const ticket = readTicket(text);
	if (ticket === null) throw new Error("no ticket");
	return { is: "ticket", text, ticket };
}
