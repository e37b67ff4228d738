/** The ticket that proves the giver's half of a handoff, made of the offer that was signed. */

import type { KeptScan } from "../device/database";
import type { DeviceKey } from "../signing";
import { signTicket } from "../ticket";
import { type Knowledge, labelOf } from "./overlay";

export function ticketOf(
	offer: KeptScan,
	known: Knowledge,
	key: DeviceKey,
	nowMs: number,
): Promise<string> {
	return signTicket(key, {
		...{ scanId: offer.id, labels: labelsOn(offer, known) },
		...{ from: known.me.party, to: offer.to ?? null, minute: Math.floor(nowMs / 60_000) },
	});
}

/** The labels that an offer names, whoever took some of it since; a typed code stands for its label. */
export function labelsOn(offer: Pick<KeptScan, "on">, known: Knowledge): string[] {
	return offer.on.flatMap((on) => {
		if ("l" in on) return [on.l];
		const item = known.named(on.c);
		return (item === undefined ? null : labelOf(item)) ?? [];
	});
}
