import { expect, test } from "vitest";
import { WorkingCalendar } from "../shared/working_time";
import { knownItem } from "./test_things";
import { groups, isPressing } from "./urgency";

const CALENDAR = new WorkingCalendar();
const LATER = Date.parse("2020-07-01T10:00:00+07:00");
const late = knownItem();

test.each([{ state: "delivered" }, { business_state: "returned" }] as const)(
	"no time runs of what is over: %o",
	(over) => {
		const item = knownItem(over);

		expect(isPressing(late, LATER, CALENDAR)).toBe(true);
		expect(isPressing(item, LATER, CALENDAR)).toBe(false);
		expect(groups([item], LATER, CALENDAR).map(({ urgency }) => urgency)).toEqual(["ontime"]);
	},
);
