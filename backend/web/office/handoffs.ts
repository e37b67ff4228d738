/** The rounds of a desk: what is taken over its counter, and what is given from it. */

import { deviceClock } from "../shared/device/clock";
import { signal } from "../shared/device/signals";
import { RoundKeeper } from "../shared/handoff/keeper.svelte";
import { roundsIn } from "../shared/handoff/kept_rounds";
import type { Direction, Ground } from "../shared/handoff/round";
import type { Desk } from "./desk.svelte";
import type { Office } from "./office.svelte";

export function deskRound(
	desk: Desk,
	office: Office,
	direction: Extract<Direction, "take" | "give">,
): RoundKeeper {
	return new RoundKeeper({
		hand: {
			get labelKeys() {
				return desk.labelKeys;
			},
			get own() {
				return desk.own;
			},
			sign: (statement) => desk.sign(statement),
		},
		store: roundsIn(desk.database),
		clock: deviceClock,
		owner: () => ({
			...{ device: desk.enrolment.key.id, person: office.me.person.id },
			...{ run: null, stop: null, direction },
		}),
		// To whom a desk gives is chosen on its screen.
		at: () => null,
		ground: () => (direction === "take" ? takingAt(office) : givingFrom(office)),
		takesWholeOffers: true,
		signal,
	});
}

/** Whatever lies on the counter can be taken over; what is on its way here is expected. */
function takingAt({ known, queues }: Office): Ground {
	const expected = queues.list("boundFor");
	return { known, expected, goesThisWay: () => true, countsUnknown: true };
}

/** Given is what is here and has somewhere to go. */
function givingFrom({ known, queues }: Office): Ground {
	const expected = queues.list("outgoing");
	return { known, expected, goesThisWay: () => false, countsUnknown: false };
}
