/** What a scan is called in a list: what was done, and where or to whom if the phone knows it. */

import type { KeptScan } from "../shared/device/database";
import type { Knowledge } from "../shared/handoff/overlay";
import { type DayItem, goesToDoor } from "./day";
import { tail } from "./parts/said";
import { m } from "./words/messages";

export function titleOf(scan: KeptScan, nameOf: (party: string | undefined) => string): string {
	switch (scan.act) {
		case "accept":
		case "take":
			return nameOf(scan.place) === ""
				? m.act_take_any()
				: m.act_take({ place: nameOf(scan.place) });
		case "offer":
			return nameOf(scan.to) === "" ? m.act_offer_any() : m.act_offer({ place: nameOf(scan.to) });
		case "withdraw":
			return m.act_withdraw();
		case "refuse":
			return m.act_refuse();
		case "check":
			return m.act_check();
		case "deliver":
			return m.act_deliver();
		case "attempt":
			return m.act_attempt();
		default:
			return m.act_other();
	}
}

/** Where an item goes in the end, as a courier is told it: past its last office that is a door. */
export function placeOf(item: DayItem): string {
	return goesToDoor(item) ? m.place_door() : item.destination_name;
}

/** Of a scan of more things so many are named: enough to tell one scan from another. */
const MOST_NAMED = 3;

/**
 * By which short codes hands find the envelopes of a scan; a label of which nobody here knows the item
 * has none.
 */
export function codesOf(
	{ on }: Pick<KeptScan, "on">,
	known: Pick<Knowledge, "named"> | null,
): string {
	const codes = on.flatMap((one) => {
		const item = known?.named("l" in one ? one.l : one.c);
		return item?.code ?? ("c" in one ? one.c : []);
	});
	const named = codes.slice(0, MOST_NAMED).map((code) => tail(code));
	return [...named, ...(codes.length > MOST_NAMED ? ["…"] : [])].join(" ");
}
