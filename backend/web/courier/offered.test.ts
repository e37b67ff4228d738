import { describe, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { USUAL_CALENDAR } from "../shared/working_time";
import { type DayItem, dayWith } from "./day";
import type { KeptTicket } from "./handoffs";
import { offerStanding } from "./offered";
import { delivery, LABEL, PARTY, toTheDoor } from "./test_things";

const OFFICE = "00000000-0000-4000-8000-000000000009";
const TOLD_MS = Date.parse("2026-05-26T08:00:00+07:00");
const SUBJECT = toTheDoor().subject;

const offer = delivery({ id: "offer", act: "offer", to: OFFICE, sync: "pending" });
const ticket: KeptTicket = {
	scan: "offer",
	text: "HT1:",
	to: OFFICE,
	items: [SUBJECT],
	madeMs: 0,
};

function item(changes: Partial<DayItem> = {}): DayItem {
	return toTheDoor(changes);
}

function standing(items: DayItem[], own: KeptScan[], kept: KeptTicket | null | "unread" = ticket) {
	const today = {
		...{ run: null, party: { id: PARTY, call_sign: "TN-02" }, shift: null, epoch: "e" },
		...{ now: "2026-05-26T08:00:00+07:00", stops: [], door: [], parties: [], voids: [] },
		...{ label_keys: [], links: [], calendar: USUAL_CALENDAR, items },
	};
	const day = dayWith(today, own, TOLD_MS);
	return offerStanding({ scan: "offer", kept: kept === "unread" ? undefined : kept, day, own });
}

function safe(afterMs: number, changes: Partial<KeptScan> = {}): KeptScan {
	return { ...offer, sync: "safe", receivedMs: TOLD_MS + afterMs, ...changes };
}

describe("the code of an offer", () => {
	test("is shown as long as the server has told nothing of it", () => {
		expect(standing([item()], [offer])).toMatchObject({ is: "open", isShown: true });
		expect(standing([], [offer], { ...ticket, items: [] })).toMatchObject({ isShown: true });
		expect(standing([], [safe(1_000)])).toMatchObject({ is: "open", isShown: true });
	});

	test("is shown as long as it is told to wait", () => {
		const told = item({ state: "offered", offeree: OFFICE, tip: "offer" });

		expect(standing([told], [safe(-1_000)])).toMatchObject({ is: "open", isShown: true });
	});

	test("is over once a newer day has none of what it named, also after a reload", () => {
		expect(standing([], [safe(-1_000)])).toMatchObject({ is: "over", isShown: false });
		expect(standing([], [safe(-1_000)], { ...ticket, items: [] })).toMatchObject({ is: "over" });
	});

	test("of long ago, which the outbox has forgotten, is over", () => {
		expect(standing([], [])).toMatchObject({ is: "over", isShown: false });
	});

	test("is done as soon as the other side is heard to have it", () => {
		const taken = item({ holder: OFFICE, tip: "theirs", seenMs: TOLD_MS + 5_000 });

		expect(standing([taken], [safe(1_000)])).toMatchObject({
			is: "done",
			taken: 1,
			isShown: false,
		});
	});

	test("is over, and says so, where it was refused: all of it is in one's own hand", () => {
		const refused = item({ tip: "theirs", seenMs: TOLD_MS + 5_000 });

		expect(standing([refused], [safe(-1_000)])).toMatchObject({
			...{ is: "part", taken: 0, count: 1, isShown: false },
		});
	});

	test("of which a part was taken says how much, and is shown for the rest", () => {
		const told = item({ state: "offered", offeree: OFFICE, tip: "offer" });
		const both = { ...ticket, items: [SUBJECT, "another"] };
		const two = safe(-1_000, { on: [{ l: LABEL }, { l: "another" }] });

		expect(standing([told], [two], both)).toMatchObject({
			...{ is: "part", taken: 1, count: 2, isShown: true },
		});
	});

	test("that was withdrawn is gone", () => {
		const withdrawn = delivery({ seq: 1, id: "w", act: "withdraw", of: "offer", sync: "pending" });

		expect(standing([item()], [offer, withdrawn])).toMatchObject({ is: "gone", isShown: false });
	});

	test("is on the phone that made it, or nobody's", () => {
		const told = item({ state: "offered", offeree: OFFICE, tip: "offer" });

		expect(standing([told], [], null)).toMatchObject({ is: "elsewhere", isShown: false });
		expect(standing([], [], null)).toMatchObject({ is: "unknown" });
		expect(standing([], [offer], null)).toMatchObject({ is: "gone" });
		expect(standing([item()], [offer], null)).toMatchObject({ is: "elsewhere" });
	});
});

test("before the kept ticket is read nothing is said", () => {
	expect(standing([item()], [offer], "unread")).toMatchObject({ is: "asking", isShown: false });
});
