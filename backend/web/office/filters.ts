/** What of a board one wants to see; pure. */

import type { KnownItem } from "../shared/handoff/overlay";
import type { WorkingCalendar } from "../shared/working_time";
import { isArchived } from "./queues";
import { isPressing } from "./urgency";
import { isUnproven } from "./verdicts";

export interface Filters {
	field: string;
	office: string;
	isSoon: boolean;
	/** One holder's items alone, as when his pin is clicked. */
	holder: string | null;
}

export const ALL: Filters = { field: "", office: "", isSoon: false, holder: null };

/**
 * Items on their way or waited for: delivered ones and decided ones in an archive are over. Of what
 * was delivered without proof nobody knows yet whether it is.
 */
export function underWay(items: readonly KnownItem[]): KnownItem[] {
	return items.filter(
		(item) =>
			item.state !== null && (item.state !== "delivered" || isUnproven(item)) && !isArchived(item),
	);
}

export function filtered(
	items: readonly KnownItem[],
	wanted: Filters,
	now: number,
	calendar: WorkingCalendar,
): KnownItem[] {
	return items.filter(
		(item) =>
			(wanted.field === "" || item.field_code === wanted.field) &&
			(wanted.office === "" || touches(item, wanted.office)) &&
			(!wanted.isSoon || isPressing(item, now, calendar)) &&
			(wanted.holder === null ||
				item.holder === wanted.holder ||
				item.claimants.includes(wanted.holder)),
	);
}

function touches(item: KnownItem, office: string): boolean {
	return [item.origin, item.destination, item.holder, item.next].includes(office);
}
