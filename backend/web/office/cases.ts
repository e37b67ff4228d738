/** What a case is called; one that this page does not know yet keeps its own word. */

import { m } from "./words/messages";

const WORDS: Readonly<Record<string, () => string>> = {
	after_delivery: m.case_after_delivery,
	ambiguous_code: m.case_ambiguous_code,
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
	fresh_slip: m.case_fresh_slip,
	same_device: m.case_same_device,
	unapproved_desk: m.case_unapproved_desk,
	second_commission: m.case_second_commission,
	short: m.case_short,
	unconfirmed_take: m.case_unconfirmed_take,
	unproven_delivery: m.case_unproven_delivery,
	wrong_recipient: m.case_wrong_recipient,
};

export function caseWord(kind: string): string {
	return WORDS[kind]?.() ?? kind;
}
