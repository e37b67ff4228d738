import { expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { reviewed } from "./reviewed";
import { standingOf } from "./standing";
import { delivery, toTheDoor } from "./test_things";
import { m } from "./words/messages";

const said = ({ act }: KeptScan) => ({ title: act, time: "09:00" });
const standing = (...own: KeptScan[]) => standingOf(own, new Map());

/** How many stand under which title. */
function counted(...asked: Parameters<typeof reviewed>): [string, number][] {
	return reviewed(...asked).map(({ title, notes }) => [title, notes.length]);
}

test("what the server took and somebody looks at is not said to be kept back there", () => {
	const own = standing(
		delivery({ act: "take", case: "c" }),
		delivery({ seq: 1, flags: ["unconfirmed"] }),
	);
	const items = [toTheDoor({ cases: 1 }), toTheDoor({ state: "disputed", cases: 1 })];

	expect(counted(own, items, said)).toEqual([[m.outbox_looked_at(), 3]]);
});

test("what the server set aside stands alone under its title", () => {
	const own = standing(delivery({ sync: "person", reason: "schema" }));

	expect(counted(own, [], said)).toEqual([[m.outbox_person(), 1]]);
	expect(counted(own, [toTheDoor({ cases: 1 })], said)).toEqual([
		[m.outbox_person(), 1],
		[m.outbox_looked_at(), 1],
	]);
});

test("where nobody looks at anything there is no title", () => {
	expect(reviewed(standing(delivery({ act: "take" })), [toTheDoor()], said)).toEqual([]);
});
