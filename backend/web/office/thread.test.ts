import { describe, expect, test } from "vitest";
import { type ItemThread, rowsOf, standsSince, takeToAnswer } from "./thread";
import { verdictWord } from "./verdicts";
import { m } from "./words/messages";

type Scan = ItemThread["thread"][number];

const NOW = Date.parse("2020-05-27T10:30:00+07:00");
const DESK = "Một cửa Phú Ninh";

function scan(changes: Partial<Scan>): Scan {
	const at = "2020-05-27T08:21:00+07:00";
	return {
		...{
			scan: changes.act ?? "commission",
			act: "commission",
			party: "p",
			party_name: DESK,
			party_kind: "office",
		},
		...{
			to_name: null,
			state: "held",
			holder_name: DESK,
			at: { earliest: at, latest: at, printed: at },
		},
		...{
			received_at: at,
			flags: [],
			is_effective: true,
			is_two_sided: false,
			typed: false,
			place: null,
		},
		...changes,
	};
}

const commissioned = scan({});
const offered = scan({ act: "offer", state: "offered", to_name: "TN-02" });
const accepted = scan({
	act: "accept",
	party_name: "TN-02",
	holder_name: "TN-02",
	is_two_sided: true,
});
const withdrawn = scan({ act: "withdraw" });
const acceptedAlone = { ...accepted, is_two_sided: false };
const taken = scan({
	act: "take",
	party_name: "TN-02",
	holder_name: "TN-02",
	flags: ["unconfirmed"],
});

describe("the thread", () => {
	test("runs from what is ahead, the farthest first, down to the first scan", () => {
		const ahead = [
			{ office: "near", name: "Thanh Bình", expected_at: "2020-05-27T11:12:00+07:00" },
			{ office: "far", name: "Trung tâm tỉnh", expected_at: null },
		];
		const standing = { icon: "motorbike", text: "TN-02", isDisputed: false };

		const rows = rowsOf({ thread: [commissioned, accepted], ahead, verdict: null }, standing, NOW);

		expect(rows.map(({ id, kind }) => [id, kind])).toEqual([
			["far", "ahead"],
			["near", "ahead"],
			["now", "now"],
			["accept", "signed"],
			["commission", "signed"],
		]);
		expect(rows[1]?.under).toContain("11:12");
	});

	test("tells an offer that was accepted by its accept alone", () => {
		const open = rowsOf({ thread: [commissioned, offered], ahead: [], verdict: null }, null, NOW);
		const done = rowsOf(
			{ thread: [commissioned, offered, accepted], ahead: [], verdict: null },
			null,
			NOW,
		);

		expect(open.map(({ id }) => id)).toEqual(["offer", "commission"]);
		expect(done.map(({ id }) => id)).toEqual(["accept", "commission"]);
	});

	test("keeps an offer that was withdrawn before it was accepted, and says so", () => {
		const thread = [commissioned, offered, withdrawn, acceptedAlone];

		const rows = rowsOf({ thread, ahead: [], verdict: null }, null, NOW);

		expect(rows.map(({ id }) => id)).toEqual(["accept", "withdraw", "offer", "commission"]);
		expect(rows[0]).toMatchObject({
			kind: "inferred",
			text: m.act_accept_withdrawn({ party: "TN-02" }),
		});
	});

	test("does not hide an offer behind an accept that is not known to answer it", () => {
		const thread = [commissioned, offered, acceptedAlone];

		const rows = rowsOf({ thread, ahead: [], verdict: null }, null, NOW);

		expect(rows.map(({ id }) => id)).toEqual(["accept", "offer", "commission"]);
		expect(rows[0]?.text).toBe(m.act_accept_alone({ party: "TN-02" }));
	});

	test("says since when a paper stands where it does by what is proven, not by its arrival", () => {
		const late = scan({
			...{ scan: "late", received_at: "2020-05-27T10:26:00+07:00" },
			at: {
				...{ earliest: "2020-05-27T09:00:00+07:00", latest: "2020-05-27T10:26:00+07:00" },
				printed: "2020-05-27T09:56:00+07:00",
			},
		});

		expect(standsSince({ thread: [commissioned, late] }, "late", NOW)).toBe("09:56");
		expect(standsSince({ thread: [commissioned] }, "not told yet", NOW)).toBe("");
	});

	test("is dashed where one hand alone moved it, and never for what only notes", () => {
		const check = scan({ act: "check", is_effective: false });

		const rows = rowsOf({ thread: [taken, check], ahead: [], verdict: null }, null, NOW);

		expect(rows.map(({ kind }) => kind)).toEqual(["signed", "inferred"]);
	});

	test.each([
		["good", "signed"],
		["waived", "signed"],
		["confirmed", "signed"],
		["pending", "inferred"],
		["bad", "inferred"],
	] as const)("says that the delivery at its end is %s", (verdict, kind) => {
		const flags = kind === "inferred" ? ["unconfirmed"] : [];
		const delivered = scan({ act: "deliver", state: "delivered", flags });

		const rows = rowsOf({ thread: [commissioned, delivered], ahead: [], verdict }, null, NOW);

		const [end, ...before] = rows;
		expect(end).toMatchObject({ id: "deliver", kind });
		expect(end?.under).toContain(verdictWord(verdict));
		expect(end?.under).not.toContain(m.doubt_unconfirmed());
		expect(before.every(({ under }) => !under.includes(verdictWord(verdict)))).toBe(true);
	});

	test("keeps a doubt about how a proven deliverer came by the paper", () => {
		const delivered = scan({ act: "deliver", state: "delivered", flags: ["unconfirmed"] });

		const [end] = rowsOf({ thread: [delivered], ahead: [], verdict: "good" }, null, NOW);

		expect(end?.under).toContain(m.doubt_unconfirmed());
	});

	test("tells the confirm of a delivery from that of a take", () => {
		const ofTake = scan({ scan: "1", act: "confirm", state: "held" });
		const ofDelivery = scan({ scan: "2", act: "confirm", state: "delivered" });

		const rows = rowsOf({ thread: [ofTake, ofDelivery], ahead: [], verdict: null }, null, NOW);

		expect(rows.map(({ text }) => text)).toEqual([
			m.act_confirm_delivery({ party: DESK }),
			m.act_confirm({ party: DESK }),
		]);
	});

	test.each(["no_grant", "released", "clock", "private_missing"])(
		"says of a scan that it is %s",
		(flag) => {
			const [plain] = rowsOf({ thread: [scan({})], ahead: [], verdict: null }, null, NOW);
			const [told] = rowsOf(
				{ thread: [scan({ flags: [flag] })], ahead: [], verdict: null },
				null,
				NOW,
			);

			expect(told?.under.length).toBeGreaterThan(plain?.under.length ?? 0);
		},
	);

	test("says from when to when where the phone's clock cannot be right", () => {
		const at = {
			...{ earliest: "2020-05-27T10:02:00+07:00", latest: "2020-05-27T10:14:00+07:00" },
			printed: null,
		};

		const [row] = rowsOf({ thread: [scan({ at })], ahead: [], verdict: null }, null, NOW);

		expect(row?.under).toContain("10:02");
		expect(row?.under).toContain("10:14");
	});
});

describe("a take from an office", () => {
	test("waits for the office's answer, and for nobody else's", () => {
		expect(takeToAnswer({ thread: [commissioned, taken] }, DESK)).toEqual({
			...{ scan: "take", is: "take", party: "TN-02" },
		});
		expect(takeToAnswer({ thread: [commissioned, taken] }, "Một cửa An Long")).toBeNull();
	});

	test("waits for it as well where it was accepted by one hand, withdrawn before or not", () => {
		const alone = [commissioned, acceptedAlone];
		const crossed = [commissioned, offered, withdrawn, acceptedAlone];

		expect(takeToAnswer({ thread: alone }, DESK)).toMatchObject({ scan: "accept", is: "accept" });
		expect(takeToAnswer({ thread: crossed }, DESK)).toMatchObject({ is: "withdrawn" });
		expect(takeToAnswer({ thread: [...crossed, withdrawn] }, DESK)).toBeNull();
	});

	test("needs none where both signed, where it moved on, or once it was answered", () => {
		const confirmed = { ...taken, is_two_sided: true };
		const moved = scan({ act: "accept", holder_name: "Thanh Bình", is_two_sided: true });

		for (const thread of [
			[commissioned, accepted],
			[commissioned, taken, moved],
			[commissioned, confirmed],
		]) {
			expect(takeToAnswer({ thread }, DESK)).toBeNull();
		}
	});
});
