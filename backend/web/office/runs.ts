/** Whether a courier's run of today takes something on to where it goes next; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import type { BoardCourier } from "./board";

/** The office to which an item goes from here; null if from here it goes to a door. */
export function nextOffice(item: KnownItem, here: string): string | null {
	if (item.goes_to_door && item.destination === here) return null;
	return item.next ?? item.destination;
}

/** An item that such a courier takes would lie on his vehicle: his run does not stop there any more. */
export function isStranded(item: KnownItem, courier: BoardCourier, here: string): boolean {
	const next = nextOffice(item, here);
	return next !== null && !callsAt(courier, next, here);
}

/** Those whose run goes on from here to an office, whoever is on shift first. */
export function couriersTo(
	next: string,
	couriers: Iterable<BoardCourier>,
	here: string,
): BoardCourier[] {
	return [...couriers]
		.filter((courier) => callsAt(courier, next, here))
		.sort((one, other) => Number(other.on_shift) - Number(one.on_shift));
}

function callsAt({ calls }: BoardCourier, next: string, here: string): boolean {
	return calls.indexOf(next, calls.indexOf(here) + 1) >= 0;
}
