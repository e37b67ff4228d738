import { describe, expect, test } from "vitest";
import { notesOf } from "./flagged";
import { delivery } from "./test_things";

describe("of a scan that the server took is told", () => {
	test.each([
		...["no_grant", "label_void", "unbound_label", "ambiguous_code", "wrong_kind", "late"],
		...["clock", "chain_gap", "fork", "gap", "unconfirmed", "contested", "implausible_place"],
		...["off_shift", "same_person", "typed", "evidence_pending", "private_missing", "paper"],
		"released",
	])("%s, in words", (flag) => {
		const notes = notesOf(delivery({ flags: ["duplicate", flag] }));

		expect(notes).toHaveLength(1);
		expect(notes[0]).not.toContain(flag);
	});

	test("every flag beside the others, and its case", () => {
		expect(notesOf(delivery({ flags: ["late", "typed"], case: "c" }))).toHaveLength(3);
	});

	test("a flag of a newer server as it is", () => {
		expect(notesOf(delivery({ flags: ["weighed"] }))[0]).toContain("weighed");
	});

	test("nothing by a flag of the sending alone, nor while it is not there", () => {
		expect(notesOf(delivery({ flags: ["duplicate"] }))).toEqual([]);
		expect(notesOf(delivery({ sync: "pending", flags: ["no_grant"] }))).toEqual([]);
	});
});
