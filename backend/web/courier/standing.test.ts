import { describe, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { standingOf } from "./standing";
import { delivery } from "./test_things";

const scan = (changes: Partial<KeptScan>) => delivery({ act: "take", ...changes });
const standing = (changes: Partial<KeptScan>) => standingOf([scan(changes)], new Map());

describe("each scan stands in one place, and only a receipt sends it to the server", () => {
	test.each([
		[{ sync: "pending" }, "queued"],
		[{ sync: "aside", reason: "bug", againMs: 9 }, "aside"],
		[{ sync: "refused", reason: "not_stored", againMs: 9 }, "notKept"],
		[{ sync: "refused", reason: "unknown_device", againMs: 9 }, "unknown"],
		[{ sync: "unfolded" }, "unfolded"],
		[{ sync: "person", reason: "schema" }, "person"],
		[{ sync: "safe", flags: ["late"] }, "noted"],
	] as const)("%o is %s", (changes, place) => {
		const { here: _, isAllSafe, ...places } = standing({ ...changes } as Partial<KeptScan>);

		const found = Object.entries(places).filter(([, list]) => list.length > 0);
		expect(found.map(([name]) => name)).toEqual([place]);
		expect(isAllSafe).toBe(false);
	});

	test("what only this phone has is counted as such, whatever the reason", () => {
		const syncs = ["pending", "aside", "refused", "safe", "person", "unfolded"] as const;

		const { here } = standingOf(
			syncs.map((sync, seq) => scan({ seq, sync })),
			new Map(),
		);

		expect(here.map(({ sync }) => sync)).toEqual(["pending", "aside", "refused"]);
	});
});

test("what was set aside or refused goes back to the queue by a touch", () => {
	expect(standing({ sync: "aside", againMs: 0 }).queued).toHaveLength(1);
	expect(standing({ sync: "refused", againMs: 0 }).queued).toHaveLength(1);
});

describe("all is safe", () => {
	test("only where a receipt says so of each, and nothing is noted", () => {
		expect(standing({ sync: "safe" }).isAllSafe).toBe(true);
		expect(standing({ sync: "safe", flags: ["duplicate"] }).isAllSafe).toBe(true);
		expect(standing({ sync: "safe", case: "c" }).isAllSafe).toBe(false);
		expect(standing({ sync: "safe", act: "deliver", flags: ["unconfirmed"] }).isAllSafe).toBe(
			false,
		);
	});
});
