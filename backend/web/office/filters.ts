/** What of a board one wants to see; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import type { Urgency as ByTime } from "../shared/urgency";
import { isArchived } from "./queues";
import { isUnproven } from "./verdicts";

export interface Filters {
	field: string;
	office: string;
	isSoon: boolean;
	/** One holder's items alone, as when his pin is clicked; the map shows all the same. */
	holder: string | null;
}

export const ALL: Filters = { field: "", office: "", isSoon: false, holder: null };

/**
 * On its way or waited for: what is delivered, or decided and in an archive, is over. Of what was
 * delivered without proof nobody knows yet whether it is.
 */
export function isUnderWay(item: KnownItem): boolean {
	return (
		item.state !== null && (item.state !== "delivered" || isUnproven(item)) && !isArchived(item)
	);
}

/** Whether the map shows it. */
export function isWanted(item: KnownItem, time: ByTime, wanted: Filters): boolean {
	return (
		(wanted.field === "" || item.field_code === wanted.field) &&
		(wanted.office === "" || touches(item, wanted.office)) &&
		(!wanted.isSoon || time !== "ontime")
	);
}

function touches({ origin, destination, holder, next }: KnownItem, office: string): boolean {
	return [origin, destination, holder, next].includes(office);
}
