/** A courier's round of scanning, and the tickets of what he offered. */

import { deviceClock } from "../shared/device/clock";
import type { KeptScan, OfPerson, Owned } from "../shared/device/database";
import { signal } from "../shared/device/signals";
import { RoundKeeper } from "../shared/handoff/keeper.svelte";
import { roundsIn } from "../shared/handoff/kept_rounds";
import { itemsOn } from "../shared/handoff/overlay";
import type { Direction } from "../shared/handoff/round";
import { ticketOf } from "../shared/handoff/tickets";
import { type Day, type DayItem, groundAt, type Stop } from "./day";
import type { Phone } from "./phone.svelte";

/** The offer of one handoff with the ticket that proves it, kept until it is over. */
export interface KeptTicket {
	scan: string;
	text: string;
	to: string;
	items: string[];
	madeMs: number;
}

declare module "../shared/device/database" {
	interface OfPerson {
		[ticket: `ticket:${string}`]: KeptTicket;
	}
}

/** Where and which way a round is held, as the screen knows it by now. */
interface Place {
	day: Day;
	stop: Stop | null;
	direction: Direction;
}

/** What a round asks of the phone. */
type Hand = Pick<Phone, "database" | "mine" | "enrolment" | "labelKeys" | "own" | "sign">;

export function courierRound(phone: Hand, place: () => Place): RoundKeeper<DayItem> {
	return new RoundKeeper({
		hand: {
			get labelKeys() {
				return phone.labelKeys;
			},
			get own() {
				return phone.own;
			},
			sign: (statement, at) => phone.sign(statement, at ?? undefined),
		},
		store: roundsIn(phone.database, () => phone.mine),
		clock: deviceClock,
		owner() {
			const { day, stop, direction } = place();
			const { key, person } = phone.enrolment;
			return {
				...{ device: key.id, person: person.id, direction },
				...{ run: day.run?.id ?? null, stop: stop?.no ?? null },
			};
		},
		at: () => place().stop?.office.id ?? null,
		ground() {
			const { day, stop, direction } = place();
			return groundAt(day, stop, direction);
		},
		takesWholeOffers: false,
		signal,
	});
}

/** Keep the ticket of each offer; answers the first one, to be shown. */
export async function keepTickets(
	{ mine, enrolment }: Pick<Hand, "mine" | "enrolment">,
	signed: readonly KeptScan[],
	day: Day,
): Promise<string | null> {
	const offers = signed.filter(({ act }) => act === "offer");
	for (const offer of offers) {
		const madeMs = deviceClock.nowMs();
		const text = await ticketOf(offer, day, enrolment.key, madeMs);
		const items = itemsOn(offer, day).map(({ subject }) => subject);
		const ticket = { scan: offer.id, text, to: offer.to ?? "", items, madeMs };
		await mine.put(`ticket:${offer.id}`, ticket);
	}
	return offers[0]?.id ?? null;
}

export async function keptTicket(mine: Owned<OfPerson>, scan: string): Promise<KeptTicket | null> {
	return (await mine.get(`ticket:${scan}`)) ?? null;
}
