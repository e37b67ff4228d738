import { describe, expect, test } from "vitest";
import type { KeptScan } from "../device/database";
import type { BoardItem } from "../shapes";
import { know } from "./overlay";
import { COURIER, GIVER, itemNo, labelNo, ME, OTHER, scanOf } from "./test_things";

const NOW = 1_000_000;

function known(item: BoardItem & { seenMs?: number }, own: KeptScan[], now = NOW) {
	return know([item], own, COURIER, now).items[0];
}

describe("what this device knows of an item", () => {
	test("is what the server told, where nothing was signed", () => {
		expect(known(itemNo(0), [])).toEqual({ ...itemNo(0), basis: "tip-0", sync: null });
	});

	test("is at once what one's own scan will most likely mean, whatever the network does", () => {
		expect(known(itemNo(0), [scanOf()])).toMatchObject({
			...{ state: "held", holder: ME, holder_kind: "courier", basis: "own", sync: "pending" },
		});
	});

	test("follows several own scans in the order signed, in whatever order they are kept", () => {
		const offer = scanOf({ seq: 2, id: "offer", act: "offer", to: OTHER });
		const withdraw = scanOf({ seq: 3, id: "withdraw", act: "withdraw", of: "offer" });
		const take = scanOf({ seq: 1, id: "take" });

		expect(known(itemNo(0), [withdraw, offer, take])).toMatchObject({
			...{ state: "held", holder: ME, offeree: null, basis: "withdraw" },
		});
		expect(known(itemNo(0), [offer, take])).toMatchObject({
			...{ state: "offered", holder: ME, offeree: OTHER, basis: "offer" },
		});
	});

	test("follows an accept by a ticket of whose offer the server has not told", () => {
		const accept = scanOf({ act: "accept", of: "offer", on: [{ l: labelNo(0), b: "offer" }] });

		expect(known(itemNo(0), [accept])).toMatchObject({ holder: ME, basis: "own" });
	});

	test("follows a scan of the code that was typed, once", () => {
		const take = scanOf({ on: [{ c: "CODE0" }] });

		expect(known(itemNo(0), [take])).toMatchObject({ holder: ME, basis: "own" });
	});

	test("is the server's word again as soon as it has told of that scan or of what followed", () => {
		const told = itemNo(0, { tip: "own", holder: ME });
		expect(known(told, [scanOf()])).toMatchObject({ basis: "own", sync: null });

		const safe = scanOf({ sync: "safe", receivedMs: 900 });
		const later = { ...itemNo(0, { tip: "theirs", holder: OTHER }), seenMs: 1_000 };
		expect(known(later, [safe])).toMatchObject({ holder: OTHER, basis: "theirs", sync: null });
	});

	test("is one's own word while the server has not been asked since it has the scan", () => {
		const safe = scanOf({ sync: "safe", receivedMs: 2_000 });

		expect(known({ ...itemNo(0), seenMs: 1_000 }, [safe], 9_000_000)?.holder).toBe(ME);
	});

	test("is the live board's word where a stored scan has had no effect on it", () => {
		const on = [{ l: labelNo(0), b: "tip-0" }];
		const lately = scanOf({ sync: "safe", receivedMs: NOW - 5_000, on });
		const before = scanOf({ sync: "safe", receivedMs: NOW - 60_000, on });

		expect(known(itemNo(0), [lately])?.holder).toBe(ME);
		expect(known(itemNo(0), [before])?.holder).toBe(GIVER);
	});

	test("is the live board's word as soon as it shows what followed a stored scan", () => {
		const on = [{ l: labelNo(0), b: "tip-0" }];
		const offer = scanOf({ act: "offer", to: OTHER, sync: "safe", receivedMs: NOW, on });
		const accepted = itemNo(0, { holder: OTHER, tip: "accept" });

		expect(known(accepted, [offer])).toMatchObject({ state: "held", holder: OTHER, sync: null });
	});

	test("counts a scan that is stored and not read yet, and none that a person must look at", () => {
		const unread = scanOf({ sync: "unfolded", receivedMs: 1 });
		const aside = scanOf({ sync: "person", receivedMs: NOW });

		expect(known(itemNo(0), [unread])?.holder).toBe(ME);
		expect(known(itemNo(0), [aside])?.holder).toBe(GIVER);
	});

	test("is not moved by what only notes something", () => {
		const check = scanOf({ act: "check" });

		expect(known(itemNo(0), [check])).toMatchObject({ holder: GIVER, basis: "tip-0" });
	});
});

test("of a label that the server has not told of it knows its own newest node", () => {
	const take = scanOf({ id: "take", on: [{ l: labelNo(9) }] });

	expect(know([], [take], COURIER, NOW).tips.get(labelNo(9))).toBe("take");
});
