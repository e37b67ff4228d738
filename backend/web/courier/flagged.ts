/** What the server noted of a scan that it took, and what its signer can do about it. */

import type { KeptScan } from "../shared/device/database";
import { type Remark, remarksOf } from "../shared/remarks";
import { m } from "./words/messages";

const WORDS: Readonly<Record<string, () => string>> = {
	no_grant: m.flag_no_grant,
	label_void: m.flag_label_void,
	unbound_label: m.flag_unbound_label,
	ambiguous_code: m.flag_ambiguous_code,
	wrong_kind: m.flag_wrong_kind,
	private_missing: m.flag_private_missing,
	late: m.flag_late,
	clock: m.flag_clock,
	chain_gap: m.flag_chain_gap,
	fork: m.flag_fork,
	gap: m.flag_gap,
	unconfirmed: m.flag_unconfirmed,
	contested: m.flag_contested,
	implausible_place: m.flag_implausible_place,
	off_shift: m.flag_off_shift,
	same_person: m.flag_same_person,
	typed: m.flag_typed,
	evidence_pending: m.flag_evidence_pending,
	paper: m.flag_paper,
	released: m.flag_released,
};
/** Said of the sending, not of the scan: it came twice and counts once. */
const SAYS_NOTHING = "duplicate";

/** All that is noted of a scan, and whether it has a case; nothing while it is not there. */
export function notesOf({ sync, flags = [], case: opened }: KeptScan): string[] {
	if (sync !== "safe") return [];
	const told = flags
		.filter((flag) => flag !== SAYS_NOTHING)
		.map((flag) => WORDS[flag]?.() ?? m.flag_other({ flag }));
	return opened === undefined ? told : [...told, m.flag_case()];
}

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
	released: m.remark_released,
	other: m.remark_other,
};

/** All that the server noted of a scan, in a few words; empty if it noted nothing. */
export function remarksText(scan: KeptScan): string {
	return remarksOf(scan)
		.map((remark) => REMARKS[remark]())
		.join(", ");
}
