import { expect, test } from "vitest";
import { slicesOf, topOf } from "./windowed";

const HEIGHTS = { head: 20, row: 50 };

test("of fifty thousand rows those in view are drawn and a few beside, wherever one looks", () => {
	for (const topPx of [0, 1_000, 1_234_567, 2_500_000]) {
		const [slice] = slicesOf([50_000], HEIGHTS, topPx, 600);
		if (slice === undefined) throw new Error("no slice");

		expect(slice.to - slice.from).toBeLessThan(40);
		expect(20 + slice.from * 50).toBeLessThanOrEqual(Math.max(20, topPx));
		expect(20 + slice.to * 50).toBeGreaterThanOrEqual(Math.min(2_500_020, topPx + 600));
	}
});

test("a group that is out of view draws nothing, and one below it knows where it begins", () => {
	const counts = [10, 0, 5_000];

	expect(slicesOf(counts, HEIGHTS, 100_000, 600)[0]).toEqual({ from: 10, to: 10 });
	expect(topOf(counts, HEIGHTS, 2, 3)).toBe(3 * 20 + 13 * 50);
});
