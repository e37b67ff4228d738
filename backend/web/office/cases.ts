/** What a case is called; one that this page does not know yet keeps its own word. */

import { m } from "./words/messages";

const WORDS: Readonly<Record<string, () => string>> = {
	after_delivery: m.case_after_delivery,
	ambiguous_code: m.case_ambiguous_code,
	clock: m.case_clock,
	contested: m.case_contested,
	damaged: m.case_damaged,
	decided_without_papers: m.case_decided_without_papers,
	device_fork: m.case_device_fork,
	dispute: m.case_dispute,
	fold_failed: m.case_fold_failed,
	forged: m.case_forged,
	gap: m.case_gap,
	implausible_place: m.case_implausible_place,
	label_void: m.case_label_void,
	late_claim: m.case_late_claim,
	lost: m.case_lost,
	no_grant: m.case_no_grant,
	out_of_receptacle: m.case_out_of_receptacle,
	over: m.case_over,
	quarantined: m.case_quarantined,
	seal_mismatch: m.case_seal_mismatch,
	second_commission: m.case_second_commission,
	short: m.case_short,
	silent_run: m.case_silent_run,
	stale_offer: m.case_stale_offer,
	unconfirmed_take: m.case_unconfirmed_take,
	unproven_delivery: m.case_unproven_delivery,
	wrong_recipient: m.case_wrong_recipient,
};

export function caseWord(kind: string): string {
	return WORDS[kind]?.() ?? kind;
}
