/** How an offer stands that was made here: by the day, the outbox and the kept ticket; pure. */

import type { KeptScan } from "../shared/device/database";
import { byDueTime, type Day, type KnownDayItem, openOffers } from "./day";
import type { KeptTicket } from "./handoffs";

interface Offer {
	scan: string;
	/** Undefined as long as it is being read. */
	kept: KeptTicket | null | undefined;
	day: Day;
	own: readonly KeptScan[];
}

export interface OfferStanding {
	/**
	 * Open: it waits. Part: some of it was taken, or none and it came back. Done: the other side has
	 * it. Over: the server told a day since that has none of it. Gone: withdrawn, or its ticket lost.
	 * Elsewhere: the phone that made it has the ticket. Unknown: never made here.
	 */
	is: "asking" | "open" | "part" | "done" | "over" | "gone" | "elsewhere" | "unknown";
	items: KnownDayItem[];
	/** What of it can still be accepted. */
	open: KnownDayItem[];
	taken: number;
	count: number;
	/** Whether the code can still be accepted: else nobody is asked to scan it. */
	isShown: boolean;
}

export function offerStanding({ scan, kept, day, own }: Offer): OfferStanding {
	const waiting = openOffers(day).get(scan) ?? [];
	const named = (kept?.items ?? []).flatMap((id) => day.byId.get(id) ?? []);
	const items = byDueTime(named.length > 0 ? named : waiting);
	const open = items.filter((item) => item.state === "offered" && item.basis === scan);
	const offer = own.find(({ id }) => id === scan);
	const isTold = offer === undefined || isOlder(offer, day);
	// What the day has no more is with somebody else; before it was told, nothing is known of it.
	const left = isTold ? (kept?.items ?? []).length - named.length : 0;
	const taken = items.filter((item) => item.holder !== day.party.id).length + left;
	const count = items.length + left;
	const found = { items, open, taken, count };

	const is = ((): OfferStanding["is"] => {
		if (own.some((one) => one.act === "withdraw" && one.of === scan)) return "gone";
		if (kept === undefined) return "asking";
		if (kept === null && waiting.length > 0) return "elsewhere";
		if (kept === null) return offer === undefined ? "unknown" : "gone";
		if (items.length === 0) return isTold ? "over" : "open";
		if (taken === count) return "done";
		return taken > 0 || open.length === 0 ? "part" : "open";
	})();
	const isOpen = is === "open" || (is === "part" && open.length > 0);
	return { ...found, is, isShown: isOpen };
}

/** Whether the day was told after the server had the offer; both times are the server's. */
function isOlder({ sync, receivedMs }: KeptScan, day: Day): boolean {
	return sync === "safe" && receivedMs !== undefined && Date.parse(day.now) > receivedMs;
}
