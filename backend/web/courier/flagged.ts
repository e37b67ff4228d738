/** What the server noted of a scan that it took, and what its signer can do about it. */

import type { KeptScan } from "../shared/device/database";
import { type Remark, remarksOf } from "../shared/remarks";
import { m } from "./words/messages";

/** The others are told where they matter (a doubt, a dispute), or ask nothing of the courier. */
const WORDS = {
	no_grant: m.flag_no_grant,
	label_void: m.flag_label_void,
	unbound_label: m.flag_unbound_label,
	ambiguous_code: m.flag_ambiguous_code,
	wrong_kind: m.flag_wrong_kind,
	private_missing: m.flag_private_missing,
} as const satisfies Record<string, () => string>;

/** A few words to stand beside the state of a scan. */
const REMARKS: Readonly<Record<Remark, () => string>> = {
	case: m.remark_case,
	unconfirmed: m.remark_unconfirmed,
	contested: m.remark_contested,
	gap: m.remark_gap,
	label: m.remark_label,
	rights: m.remark_rights,
	place: m.remark_place,
	proof: m.remark_proof,
	typed: m.remark_typed,
	other: m.remark_other,
};

type Noted = keyof typeof WORDS;

/** The first thing noted of a scan that asks for somebody's eyes; null if there is none. */
export function noteOf(scan: KeptScan): string | null {
	if (scan.sync !== "safe") return null;
	const noted = scan.flags?.find((flag): flag is Noted => flag in WORDS);
	if (noted !== undefined) return WORDS[noted]();
	return scan.case === undefined ? null : m.flag_case({ remarks: remarksText(scan) });
}

/** All that the server noted of a scan, in a few words; empty if it noted nothing. */
export function remarksText(scan: KeptScan): string {
	return remarksOf(scan)
		.map((remark) => REMARKS[remark]())
		.join(", ");
}
