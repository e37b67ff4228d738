import { describe, expect, test } from "vitest";
import { noteOf } from "./flagged";
import { delivery } from "./test_things";

describe("of a scan that the server took is told", () => {
	test.each(["no_grant", "label_void", "unbound_label", "ambiguous_code", "wrong_kind"])(
		"%s",
		(flag) => {
			expect(noteOf(delivery({ flags: ["duplicate", flag] }))).not.toBeNull();
		},
	);

	test.each(["duplicate", "late", "off_shift", "unconfirmed", "a flag of a newer server"])(
		"nothing by %s",
		(flag) => {
			expect(noteOf(delivery({ flags: [flag] }))).toBeNull();
		},
	);

	test("nothing while it is not there", () => {
		expect(noteOf(delivery({ sync: "pending", flags: ["no_grant"] }))).toBeNull();
	});
});
