import { describe, expectTypeOf, test } from "vitest";
import type { Answered } from "../shapes";
import type { AnswerTo, BodyOf, PathOf } from "./calls";

describe("the type of a call", () => {
	test("follows from its path, whatever stands in the places of it", () => {
		expectTypeOf<AnswerTo<"get", "me">>().toEqualTypeOf<Answered["MeOut"]>();
		expectTypeOf<AnswerTo<"get", `items/${string}`>>().toEqualTypeOf<Answered["ThreadOut"]>();
		expectTypeOf<AnswerTo<"post", "devices">>().toEqualTypeOf<Answered["DeviceOut"]>();
	});

	test("of a path that begins like another is its own", () => {
		type Couriers = readonly Answered["CourierWithPhonesOut"][];
		expectTypeOf<AnswerTo<"get", `boards/${string}`>>().toEqualTypeOf<Answered["BoardOut"]>();
		expectTypeOf<AnswerTo<"get", `boards/${string}/couriers`>>().toEqualTypeOf<Couriers>();
	});

	test("knows a path by what stands before its query", () => {
		type DueTime = Answered["DueTimeOut"];
		expectTypeOf<AnswerTo<"get", `due-time?procedure=${string}`>>().toEqualTypeOf<DueTime>();
		expectTypeOf<"due-time">().not.toExtend<PathOf<"get">>();
	});

	test("names what is posted", () => {
		expectTypeOf<BodyOf<`devices/${string}/undo`>>().toEqualTypeOf<Answered["WhyIn"]>();
	});

	test("is of no path and no method that the description lacks", () => {
		expectTypeOf<"mee">().not.toExtend<PathOf<"get">>();
		expectTypeOf<"today">().not.toExtend<PathOf<"post">>();
	});
});
