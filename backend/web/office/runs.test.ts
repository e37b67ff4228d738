import { describe, expect, test } from "vitest";
import { couriersTo, isStranded, nextOffice } from "./runs";
import { CENTRE, courier, knownItem, OFFICE } from "./test_things";

const item = knownItem({ next: CENTRE });

describe("what a courier takes from here", () => {
	test("goes on to where his run stops after it has been here", () => {
		expect(isStranded(item, courier({ calls: [OFFICE, CENTRE] }), OFFICE)).toBe(false);
	});

	test("would lie on his vehicle where his run never stops, or has stopped before", () => {
		expect(isStranded(item, courier({ calls: [] }), OFFICE)).toBe(true);
		expect(isStranded(item, courier({ calls: [CENTRE, OFFICE] }), OFFICE)).toBe(true);
	});

	test("to a door needs no stop", () => {
		const door = knownItem({ destination: OFFICE, goes_to_door: true, next: null });

		expect(nextOffice(door, OFFICE)).toBeNull();
		expect(isStranded(door, courier({ calls: [] }), OFFICE)).toBe(false);
	});

	test("is offered to those who go there, on shift first", () => {
		const off = courier({ id: "off", on_shift: false, calls: [OFFICE, CENTRE] });
		const on = courier({ id: "on", calls: [OFFICE, CENTRE] });
		const elsewhere = courier({ id: "elsewhere", calls: [OFFICE] });

		const found = couriersTo(CENTRE, [off, elsewhere, on], OFFICE);

		expect(found.map(({ id }) => id)).toEqual(["on", "off"]);
	});
});
