/** What the server noted of a scan that it keeps: a safe one is not always a plain one; pure. */

import { isOnlyHere, type KeptScan } from "./device/database";
import type { BoardItem } from "./shapes";

export type Remark =
	| "unconfirmed"
	| "contested"
	| "gap"
	| "label"
	| "rights"
	| "place"
	| "proof"
	| "typed"
	| "released"
	| "other"
	| "case";

const REMARKS: Readonly<Record<string, Remark | null>> = {
	...{ unconfirmed: "unconfirmed", contested: "contested", fork: "contested" },
	...{ gap: "gap", chain_gap: "gap" },
	...{ label_void: "label", unbound_label: "label", ambiguous_code: "label", wrong_kind: "label" },
	...{ no_grant: "rights", same_person: "rights", off_shift: "rights" },
	...{ clock: "place", late: "place", implausible_place: "place" },
	...{ private_missing: "proof", evidence_pending: "proof" },
	...{ typed: "typed", paper: "typed", released: "released" },
	// That it was sent twice, or that it is not read yet, is not about what it says.
	...{ duplicate: null, unfolded: null },
};

/** Flags of a scan that the record of its item takes back, once what was missing has come. */
const HEALS: ReadonlySet<string> = new Set(["gap", "unconfirmed", "contested"]);

/**
 * The case first, then its flags in the order of the receipt, each once. The receipt is of its moment:
 * as long as an item stands where the scan left it, what is amiss with it its record says by now.
 */
export function remarksOf(
	scan: Pick<KeptScan, "sync" | "flags" | "case"> & { id?: string },
	item?: Pick<BoardItem, "tip" | "flags" | "cases">,
): Remark[] {
	if (isOnlyHere(scan.sync)) return [];
	const told = item !== undefined && item.tip === scan.id ? item : null;
	const isHealed = (flag: string) =>
		told !== null && HEALS.has(flag) && !told.flags.includes(flag);
	const flags = (scan.flags ?? []).flatMap((flag): Remark[] => {
		const remark = flag in REMARKS ? REMARKS[flag] : "other";
		return remark == null || isHealed(flag) ? [] : [remark];
	});
	const isClosed = scan.case === undefined || told?.cases === 0;
	return [...new Set<Remark>([...(isClosed ? [] : ["case" as const]), ...flags])];
}
