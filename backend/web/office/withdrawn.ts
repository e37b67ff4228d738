/** What this desk took back and somebody signed for all the same, perhaps without network; pure. */

import type { KeptScan } from "../shared/device/database";
import { itemsOn, type Knowledge, type KnownItem } from "../shared/handoff/overlay";

const OFFERS: ReadonlySet<string> = new Set(["offer", "withdraw"]);

/** Items that left an office by one hand, though its own newest word was that it keeps them. */
export function takenThoughWithdrawn(own: readonly KeptScan[], known: Knowledge): KnownItem[] {
	const words = new Map<KnownItem, string>();
	for (const scan of own) {
		if (OFFERS.has(scan.act)) for (const item of itemsOn(scan, known)) words.set(item, scan.act);
	}
	return [...words].flatMap(([item, word]) => {
		const isElsewhere = item.holder !== null && item.holder !== known.me.party;
		return word === "withdraw" && isElsewhere && item.flags.includes("unconfirmed") ? [item] : [];
	});
}
