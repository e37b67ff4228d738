import { describe, expect, test } from "vitest";
import { type Point, roadsOf, wayThrough } from "./roads";

// A square with a shortcut that is longer than the way round it: A-B-C, and A-D-C far out.
const A: Point = [0, 0];
const B: Point = [0, 1];
const C: Point = [1, 1];
const D: Point = [3, 0];

function link(...coordinates: Point[]) {
	return { geometry: { type: "LineString", coordinates } };
}

const ROADS = roadsOf([link(A, B), link(B, C), link(A, D), link(D, C)]);

describe("the way along roads", () => {
	test("follows the shorter road between two places", () => {
		expect(wayThrough(ROADS, [A, C])).toEqual([A, B, C]);
	});

	test("begins in the middle of a road, towards where it goes", () => {
		const onTheRoad: Point = [0, 0.5];

		expect(wayThrough(ROADS, [onTheRoad, C])).toEqual([onTheRoad, B, C]);
	});

	test("goes through every stop in its order", () => {
		expect(wayThrough(ROADS, [A, D, C])).toEqual([A, D, C]);
	});

	test("is straight where there are no roads, and nothing without stops", () => {
		expect(wayThrough(roadsOf([]), [A, C])).toEqual([A, C]);
		expect(wayThrough(ROADS, [])).toEqual([]);
	});
});
