/** What a failed call says on screen: sentences by the refusal's code, and one for all others. */

import { Offline, Refused } from "../shared/device/api";
import { KeyNotKept } from "../shared/device/joining";
import { StorageFull } from "../shared/device/outbox";
import { NoDeskTicket } from "./enrol";
import { m } from "./words/messages";

const BY_CODE: Readonly<Record<string, () => string>> = {
	already_decided: m.fault_already_decided,
	another_person: m.fault_another_person,
	bad_positions: m.fault_bug,
	bad_request: m.fault_bug,
	bug: m.fault_bug,
	device_in_use: m.fault_device_in_use,
	end_in_the_past: m.fault_end_in_the_past,
	expired_ticket: m.fault_expired_ticket,
	forged_label: m.fault_unknown_label,
	forged_request: m.fault_reload,
	invalid_request: m.fault_invalid_request,
	known_device: m.fault_used_ticket,
	label_taken: m.fault_label_taken,
	label_void: m.fault_label_void,
	loss_before_enrolment: m.fault_loss_before_enrolment,
	loss_to_come: m.fault_loss_to_come,
	loss_unknown: m.fault_loss_unknown,
	may_only_stop: m.lost_at_elsewhere,
	method_not_allowed: m.fault_bug,
	needs_another: m.fault_needs_another,
	no_deciding_office: m.fault_no_deciding_office,
	not_a_dossier_code: m.fault_not_found,
	not_a_typed_code: m.fault_unknown_label,
	not_allowed: m.fault_not_allowed,
	not_an_enrolment_ticket: m.fault_invalid_ticket,
	not_an_offer_ticket: m.fault_unknown_label,
	not_found: m.fault_not_found,
	not_on_the_list: m.fault_not_on_the_list,
	not_our_label: m.fault_unknown_label,
	off_shift: m.fault_bug,
	other_ticket: m.fault_invalid_ticket,
	papers_not_there: m.fault_papers_not_there,
	request_id_taken: m.fault_request_id_taken,
	revoked_device: m.fault_device_revoked,
	spent_challenge: m.fault_unavailable,
	spent_ticket: m.fault_unavailable,
	stolen_device: m.fault_stolen_device,
	too_big: m.fault_too_big,
	too_many_logins: m.fault_too_many_requests,
	too_many_look_ups: m.fault_too_many_requests,
	too_many_requests: m.fault_too_many_requests,
	too_many_strangers: m.fault_too_many_requests,
	unapproved_phones: m.fault_unapproved_phones,
	unauthenticated: m.fault_unauthenticated,
	unavailable: m.fault_unavailable,
	undone_device: m.fault_undone_device,
	unknown_desk: m.fault_unknown_desk,
	unknown_device: m.fault_unknown_desk,
	unknown_dossier: m.fault_not_found,
	unknown_encoding: m.fault_bug,
	unknown_label: m.fault_unknown_label,
	unknown_label_key: m.fault_unknown_label,
	unknown_ticket: m.fault_invalid_ticket,
	unreadable_export: m.fault_unreadable_export,
	unusable_device_key: m.fault_invalid_ticket,
	used_ticket: m.fault_used_ticket,
	wrong_proof: m.fault_invalid_ticket,
};

/** Whether this page has words of its own for a code. */
export function isTold(code: string): boolean {
	return code in BY_CODE;
}

/** Whether nobody thought of an error: a sentence beside the work is told, and no more is known. */
export function isUnforeseen(error: unknown): boolean {
	const isKnown =
		error instanceof Offline ||
		error instanceof Refused ||
		error instanceof StorageFull ||
		error instanceof NoDeskTicket ||
		error instanceof KeyNotKept;
	return !isKnown;
}

/** Never throws: it is read while a page is drawn, which would be gone with all that was written. */
export function sentenceOf(error: unknown): string {
	if (error instanceof Offline) return m.fault_offline();
	if (error instanceof StorageFull) return m.fault_storage_full();
	if (error instanceof NoDeskTicket) return m.fault_invalid_ticket();
	if (error instanceof KeyNotKept) return m.fault_no_keys();
	if (!(error instanceof Refused)) return m.fault_unforeseen();
	const { code } = error.problem;
	return BY_CODE[code]?.() ?? m.fault_other({ code });
}
