/** What was signed of a round, by this tab before it was closed, or by another; pure. */

import { isOnlyHere, type KeptScan } from "../device/database";
import { itemsOn, type Knowledge, namesOn, scansByName } from "./overlay";
import { type Direction, type Hit, itemOf, type Round } from "./round";

/** Which acts end a round of a direction; whatever else names its things did not sign it. */
const ENDS: Readonly<Record<Direction, ReadonlySet<string>>> = {
	take: new Set(["accept", "take"]),
	give: new Set(["offer"]),
	check: new Set(["check"]),
};

/**
 * The round without what is signed since it was looked at last, by whichever name. What is scanned
 * after that is looked at anew.
 */
export function withoutSigned(round: Round, own: readonly KeptScan[], known: Knowledge): Round {
	const since = newestOf(own);
	const later = own.filter(({ seq, act }) => seq > round.since && ENDS[round.direction].has(act));
	if (later.length === 0) return round;
	const names = new Set(later.flatMap((scan) => namesOn(scan)));
	const items = new Set(later.flatMap((scan) => itemsOn(scan, known)));
	const isSigned = (hit: Hit) => {
		const item = itemOf(hit, known);
		return names.has(hit.name) || (item !== undefined && items.has(item));
	};
	return { ...round, hits: round.hits.filter((hit) => !isSigned(hit)), since };
}

/**
 * By which names things were signed this way, of which the server has told nothing yet: whoever
 * opens the page anew has only this to know them by.
 */
export function signedUnheard(
	direction: Direction,
	own: readonly KeptScan[],
): ReadonlySet<string> {
	const isSuch = ({ act, sync }: KeptScan) =>
		ENDS[direction].has(act) && (isOnlyHere(sync) || sync === "unfolded");
	const newest = [...scansByName(own).byName].map(
		([name, scans]) => [name, scans.at(-1)] as const,
	);
	return new Set(newest.flatMap(([name, scan]) => (scan && isSuch(scan) ? [name] : [])));
}

export function newestOf(own: readonly KeptScan[]): number {
	return own.at(-1)?.seq ?? -1;
}
