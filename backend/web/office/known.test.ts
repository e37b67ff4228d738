import { describe, expect, test } from "vitest";
import { known, on } from "./known";
import { CENTRE, COURIER, item, knownItem, LABEL, OFFICE, ownScan, TIP } from "./test_things";

const NOW = 1_000_000;

describe("an item that this desk knows", () => {
	test("is what the server told, where this desk has signed nothing", () => {
		expect(known(item(), [], OFFICE, NOW)).toEqual(knownItem());
	});

	test("is offered at once when this desk offers it, whatever the network does", () => {
		const after = known(item(), [ownScan({ to: COURIER })], OFFICE, NOW);

		expect(after).toMatchObject({ state: "offered", holder: OFFICE, offeree: COURIER });
		expect(after).toMatchObject({ basis: "own-1", sync: "pending" });
	});

	test("follows several own scans, each on the one before, in whatever order they are kept", () => {
		const offer = ownScan({ to: COURIER });
		const withdraw = ownScan({
			...{ seq: 1, id: "own-2", act: "withdraw", of: "own-1", on: [{ l: LABEL, b: "own-1" }] },
		});

		expect(known(item(), [withdraw, offer], OFFICE, NOW)).toMatchObject({
			...{ state: "held", holder: OFFICE, offeree: null, basis: "own-2" },
		});
	});

	test("lets go of its own word once the server has told what came of it", () => {
		const told = item({ tip: "own-1", scan: "own-1", state: "offered", offeree: COURIER });

		expect(known(told, [ownScan({ to: COURIER })], OFFICE, NOW)).toMatchObject({
			...{ basis: "own-1", sync: null },
		});
	});

	test("does not insist on a scan that had no effect", () => {
		const safe = ownScan({ sync: "safe", receivedMs: NOW - 60_000 });

		expect(known(item(), [safe], OFFICE, NOW)).toEqual(knownItem());
	});

	test("is not moved by a check", () => {
		expect(known(item(), [ownScan({ act: "check" })], OFFICE, NOW).basis).toBe(TIP);
	});

	test("is here when this desk accepts it", () => {
		const coming = item({
			holder: COURIER,
			holder_kind: "courier",
			state: "offered",
			offeree: OFFICE,
		});
		const accept = ownScan({ act: "accept", of: TIP });

		expect(known(coming, [accept], OFFICE, NOW)).toMatchObject({
			...{ state: "held", holder: OFFICE, holder_kind: "office", next: CENTRE },
		});
	});
});

describe("what a scan says of it", () => {
	test("names the label that is not void, on the newest node known", () => {
		const labels = [
			{ id: "old", code: "OLD", is_void: true },
			{ id: LABEL, code: "7K3M9QXT2H4", is_void: false },
		];

		expect(on(knownItem({ labels, basis: "own-1" }))).toEqual({ l: LABEL, b: "own-1" });
	});

	test("says a code that was typed", () => {
		expect(on(knownItem(), "7K3M9QXT2H4")).toEqual({ c: "7K3M9QXT2H4", b: TIP });
	});

	test("is nothing for an item without a label", () => {
		expect(on(knownItem({ labels: [] }))).toBeNull();
	});
});
