/** What the server noted of a scan that it keeps: a safe one is not always a plain one; pure. */

import { isOnlyHere, type KeptScan } from "./device/database";

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

/** The case first, then its flags in the order of the receipt, each once. */
export function remarksOf(scan: Pick<KeptScan, "sync" | "flags" | "case">): Remark[] {
	if (isOnlyHere(scan.sync)) return [];
	const flags = (scan.flags ?? []).flatMap((flag): Remark[] => {
		const remark = flag in REMARKS ? REMARKS[flag] : "other";
		return remark == null ? [] : [remark];
	});
	return [...new Set<Remark>([...(scan.case === undefined ? [] : ["case" as const]), ...flags])];
}
