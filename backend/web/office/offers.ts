/** Handing over: one offer for many items, and the ticket that proves this desk's half of it. */

import { nowMs } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import type { On, Statement } from "../shared/scan";
import { signTicket } from "../shared/ticket";
import type { Desk } from "./desk.svelte";
import { type KnownItem, on } from "./known";

/** The statement of an offer; `to` null is for whoever shows the ticket. */
export function offering(items: readonly KnownItem[], to: string | null): Statement {
	const statement: Statement = { act: "offer", on: named(items) };
	return to === null ? statement : { ...statement, to };
}

export function withdrawing(items: readonly KnownItem[], offer: string): Statement {
	return { act: "withdraw", on: named(items), of: offer };
}

/** The ticket of an offer that this desk signed; another desk's offer has its ticket there. */
export function ticketOf(
	desk: Desk,
	offer: KeptScan,
	items: readonly KnownItem[],
): Promise<string> {
	const { key, office } = desk.enrolment;
	const labels = items.map((item) => item.labels.find((label) => !label.is_void)?.id ?? "");
	const minute = Math.floor(nowMs() / 60_000);
	return signTicket(key, {
		...{ scanId: offer.id, labels: labels.filter((label) => label !== "") },
		...{ from: office.id, to: offer.to ?? null, minute },
	});
}

function named(items: readonly KnownItem[]): On[] {
	return items.map((item) => on(item)).filter((one) => one !== null);
}
