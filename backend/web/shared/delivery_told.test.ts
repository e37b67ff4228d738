import { describe, expect, test } from "vitest";
import { deliveryTold, isUnproven } from "./delivery_told";
import type { KeptScan } from "./device/database";

function delivery(changes: Partial<KeptScan>): KeptScan {
	return {
		...{ seq: 0, id: "own", jws: "", act: "deliver", on: [{ l: "label" }], to: "citizen" },
		...{ keptMs: 0, sync: "safe", party: "p" },
		...changes,
	};
}

const pin = { private: JSON.stringify({ salt: "s", pin: "123456" }) };
const slip = { private: JSON.stringify({ salt: "s", slip: "x" }) };
const doubted = { flags: ["unconfirmed"] };

describe("of a delivery may be said", () => {
	test.each([
		[
			"that it is kept, with what was shown",
			{ sync: "pending", ...pin },
			{ is: "kept", shown: "pin" },
		],
		["that it is kept, with nothing", { sync: "pending" }, { is: "kept", shown: null }],
		["that the server did not keep it", { sync: "refused" }, { is: "not_kept" }],
		["that it lies aside here", { sync: "aside" }, { is: "not_kept" }],
		["that a person looks at it", { sync: "person" }, { is: "person" }],
		["that it is not weighed yet", { sync: "unfolded", ...pin }, { is: "received" }],
		["that it is proven", pin, { is: "proven" }],
		["that a wrong PIN is one", { ...pin, ...doubted, case: "c" }, { is: "bad", shown: "pin" }],
		[
			"that another slip is none",
			{ ...slip, ...doubted, case: "c" },
			{ is: "bad", shown: "slip" },
		],
		[
			"that its PIN is still to be tried",
			{ ...pin, ...doubted },
			{ is: "unproven", shown: "pin" },
		],
		["that nothing was shown", doubted, { is: "unproven", shown: null }],
		[
			"that nothing was shown for a day",
			{ ...doubted, case: "c" },
			{ is: "unproven", shown: null },
		],
		["that something else is looked at", { ...pin, case: "c" }, { is: "case" }],
	] as const)("%s", (_, changes, told) => {
		expect(deliveryTold(delivery(changes as object), null)).toEqual(told);
	});

	test.each([
		["good", { is: "proven" }],
		["waived", { is: "proven" }],
		["confirmed", { is: "confirmed" }],
		["bad", { is: "bad", shown: "pin" }],
		["pending", { is: "unproven", shown: "pin" }],
	] as const)("what the server judged since: %s", (verdict, told) => {
		expect(deliveryTold(delivery({ ...pin, ...doubted }), verdict)).toEqual(told);
	});
});

test("a supervisor has to confirm what is bad or unproven, and no other act", () => {
	expect(isUnproven(delivery(doubted), null)).toBe(true);
	expect(isUnproven(delivery(doubted), "confirmed")).toBe(false);
	expect(isUnproven(delivery({ ...doubted, act: "take" }), null)).toBe(false);
	expect(isUnproven(delivery(pin), null)).toBe(false);
});
