import { expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { know } from "../shared/handoff/overlay";
import { COURIER, item, OFFICE, ownScan } from "./test_things";
import { takenThoughWithdrawn } from "./withdrawn";

const ME = { party: OFFICE, kind: "office" } as const;
const offer = ownScan({ seq: 1, id: "offer", sync: "safe" });
const withdraw = ownScan({ seq: 2, id: "withdraw", act: "withdraw", of: "offer", sync: "safe" });
const taken = { holder: COURIER, holder_kind: "courier", flags: ["unconfirmed"] } as const;

function found(own: readonly KeptScan[], changes: Parameters<typeof item>[0]): number {
	return takenThoughWithdrawn(own, know([item(changes)], own, ME, Date.parse("2020-05-28")))
		.length;
}

test("an office is told of what a courier signed for though it was withdrawn", () => {
	expect(found([offer, withdraw], taken)).toBe(1);
});

test("it is told of nothing that is here, was offered anew, or was confirmed since", () => {
	expect(found([offer, withdraw], { flags: ["unconfirmed"] })).toBe(0);
	expect(found([offer, withdraw, ownScan({ seq: 3, sync: "safe" })], taken)).toBe(0);
	expect(found([offer, withdraw], { ...taken, flags: [] })).toBe(0);
	expect(found([offer], taken)).toBe(0);
});
