import { describe, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import type { BoardItem, CustodyChanged } from "../shared/shapes";
import { makeDeviceKey } from "../shared/signing";
import { readTicket, signTicket } from "../shared/ticket";
import {
	checking,
	handingOver,
	labelsOf,
	offeredByTicket,
	refusing,
	takingOver,
	withdrawing,
} from "./acts";
import {
	afterCustody,
	type DayItem,
	dayWith,
	nextStop,
	openOffers,
	otherStops,
	type Stop,
	type Today,
	toDoor,
	toGive,
	toTake,
} from "./day";
import { answerTo, newTally, type Seen, standing, type Tally, withHit } from "./tally";

const ME = "00000000-0000-4000-8000-00000000000c";
const HERE = "00000000-0000-4000-8000-000000000001";
const THERE = "00000000-0000-4000-8000-000000000002";
const ELSEWHERE = "00000000-0000-4000-8000-000000000003";
const LABELS = ["VB-3hPXJ94UUdzypi97L0Q", "7CS3dM_R6sQ7jbxM4LPndA", "uLUopz9CA_ZUHyp8E-b1tA"];

function item(no: number, changes: Partial<DayItem> = {}): DayItem {
	const board: BoardItem = {
		...{ subject: `item-${no}`, rev: 1, kind: "item", code: `000.14.H20-200527-000${no}` },
		...{ dossier: `dossier-${no}`, direction: "out", procedure: "", field_code: "" },
		...{ origin: HERE, destination: ELSEWHERE, goes_to_door: false, next: THERE },
		...{ due_at: "2020-05-27T11:30:00+07:00", business_state: "in_process", seal: "" },
		labels: [{ id: LABELS[no] ?? "", code: `CODE${no}`, is_void: false }],
		...{ paper_count: 1, state: "held", holder: HERE, holder_kind: "office", offeree: null },
		...{ claimants: [], certainty: "verified", flags: [], tip: `tip-${no}` },
		...{ earliest: null, latest: null, scan: null, cases: 0 },
	};
	const names = { destination_name: "Sở", next_name: "Thanh Bình", origin_name: "Phú Ninh" };
	return { ...board, ...names, papers: [], seenMs: 1_000, ...changes };
}

function stop(no: number, office: string, changes: Partial<Stop> = {}): Stop {
	return {
		no,
		office: {
			...{ id: office, name: office, short_name: office, address: null, phone: null },
			...{ lat_e7: 106_000_000 + no * 1_000_000, lon_e7: 1_054_000_000 },
		},
		arrive_at: "2020-05-27T09:48:00+07:00",
		depart_at: "2020-05-27T10:00:00+07:00",
		...{ arrived_at: null, departed_at: null, give: [], take: [] },
		...changes,
	};
}

function today(
	items: DayItem[],
	stops = [stop(1, HERE, { take: ["item-0", "item-1"] }), stop(2, THERE)],
): Today {
	return {
		run: { id: "run", route: "route", call_sign: "TN-02", name: "", on: "2020-05-27" },
		party: { id: ME, call_sign: "TN-02" },
		...{ shift: null, now: "2020-05-27T09:30:00+07:00", epoch: "e", stops, door: [], items },
		...{ parties: [], voids: ["void-label"], label_keys: [], links: [] },
	};
}

function own(changes: Partial<KeptScan>): KeptScan {
	return {
		...{ seq: 0, id: "own", jws: "", act: "take", on: [{ l: LABELS[0] ?? "" }] },
		...{ keptMs: 0, sync: "pending", party: ME },
		...changes,
	};
}

const CHANGED: CustodyChanged = {
	...{ subject: "item-0", rev: 2, kind: "item", state: "held", holder: ME, offeree: null },
	...{ claimants: [], inside: null, certainty: "verified", flags: [], scan: "newer" },
	...{ earliest: "2020-05-27T09:40:00+07:00", latest: "2020-05-27T09:41:00+07:00" },
};

describe("the day", () => {
	test("shows at once what one's own scan will most likely mean", () => {
		const day = dayWith(today([item(0)]), [own({})]);

		expect(day.items[0]).toMatchObject({
			state: "held",
			holder: ME,
			basis: "own",
			sync: "pending",
		});
	});

	test("believes the server again as soon as it has told of that scan", () => {
		const safe = own({ sync: "safe", receivedMs: 900 });
		const day = dayWith(today([item(0, { tip: "theirs", holder: ELSEWHERE })]), [safe]);

		expect(day.items[0]).toMatchObject({ holder: ELSEWHERE, basis: "theirs", sync: "safe" });
	});

	test("lays an accept after the take, in the order signed, whatever order they are read in", () => {
		const offer = own({ seq: 2, id: "offer", act: "offer", to: THERE });
		const day = dayWith(today([item(0)]), [offer, own({ seq: 1, id: "take" })]);

		expect(day.items[0]).toMatchObject({
			state: "offered",
			holder: ME,
			offeree: THERE,
			basis: "offer",
		});
		expect([...openOffers(day).keys()]).toEqual(["offer"]);
	});

	test("a check moves nothing", () => {
		const day = dayWith(today([item(0)]), [own({ act: "check" })]);

		expect(day.items[0]).toMatchObject({ holder: HERE, basis: "tip-0" });
	});

	test("an old day plus a fact is the new day; an older fact changes nothing", () => {
		const after = afterCustody(today([item(0), item(1)]), CHANGED, 5_000);

		expect(after.items[0]).toMatchObject({ rev: 2, holder: ME, tip: "newer", seenMs: 5_000 });
		expect(after.items[1]).toEqual(item(1));
		expect(afterCustody(after, { ...CHANGED, rev: 1, holder: HERE }, 6_000)).toEqual(after);
	});

	test("what is to be taken and given follows custody, not the plan alone", () => {
		const day = dayWith(
			today([item(0), item(1, { holder: ME }), item(2, { offeree: ME, state: "offered" })]),
			[],
		);
		const [here, there] = day.stops;
		if (here === undefined || there === undefined) throw new Error("stops");

		expect(toTake(day, here).map((one) => one.subject)).toEqual(["item-0", "item-2"]);
		expect(toGive(day, there).map((one) => one.subject)).toEqual(["item-1"]);
	});

	test("the next stop is the first after the last one reached, or the one where one stands", () => {
		const stops = [
			stop(1, HERE),
			stop(2, THERE, { arrived_at: "x", departed_at: "y" }),
			stop(3, ELSEWHERE),
		];
		const day = dayWith(today([item(0)], stops), []);
		const { lat_e7, lon_e7 } = stop(1, HERE).office;

		expect(nextStop(day)?.no).toBe(3);
		expect(nextStop(day, { lat_e7, lon_e7, accuracy_m: 20, atMs: 0 })?.no).toBe(1);
		expect(nextStop(day, { lat_e7, lon_e7, accuracy_m: 2_000, atMs: 0 })?.no).toBe(3);
	});

	test("the next stop is one with work, wherever the run goes on with some", () => {
		const stops = [stop(1, HERE), stop(2, ELSEWHERE), stop(3, THERE)];
		const carrying = dayWith(today([item(0, { holder: ME })], stops), []);
		const offered = item(0, { holder: ELSEWHERE, state: "offered", offeree: ME });
		const waiting = dayWith(today([offered], stops), []);
		const arrived = [stop(1, HERE, { arrived_at: "x" }), ...stops.slice(1)];
		const standing = dayWith(today([item(0, { holder: ME })], arrived), []);

		expect(nextStop(carrying)?.no).toBe(3);
		expect(nextStop(waiting)?.no).toBe(2);
		expect(nextStop(dayWith(today([], stops), []))?.no).toBe(1);
		expect(nextStop(standing)?.no).toBe(1);
	});

	test("a stop behind where something was left undone stays in sight", () => {
		const stops = [
			stop(1, HERE, { take: ["item-0"] }),
			stop(2, THERE, { arrived_at: "x" }),
			stop(3, ELSEWHERE),
		];
		const day = dayWith(today([item(0)], stops), []);

		expect(otherStops(day, nextStop(day)).map((one) => one.no)).toEqual([1, 3]);
	});

	test("a door's item is there until it is delivered", () => {
		const atDoor = { ...today([item(0, { holder: ME, recipient: "citizen" })]), door: ["item-0"] };
		const deliver = own({ act: "deliver", to: "citizen" });

		expect(toDoor(dayWith(atDoor, []))).toHaveLength(1);
		expect(toDoor(dayWith(atDoor, [deliver]))).toHaveLength(0);
	});
});

describe("the tally", () => {
	const day = dayWith(
		today([
			item(0),
			item(1),
			item(2, {
				holder: THERE,
				next: ELSEWHERE,
				labels: [{ id: LABELS[2] ?? "", code: "CODE2", is_void: false }],
			}),
		]),
		[],
	);
	const [here] = day.stops;
	const begun = newTally("take", here ?? null, day);

	function label(id: string | undefined): Seen {
		return { is: "label", label: { id: id ?? "", kind: "item", keyId: 1 }, code: "CODE" };
	}

	function answer(seen: Seen, tally: Tally = begun) {
		return answerTo(seen, tally, day, 7);
	}

	test("counts down what is expected, once each", () => {
		const first = answer(label(LABELS[0]));
		if (first.is !== "expected") throw new Error(first.is);
		const after = withHit(begun, first.hit);

		expect(begun.expected).toEqual(["item-0", "item-1"]);
		expect(standing(after)).toMatchObject({ missing: ["item-1"], seen: 1, extra: [] });
		expect(answer(label(LABELS[0]), after).is).toBe("again");
		expect(answer({ is: "code", code: "CODE0" }, after).is).toBe("again");
	});

	test("says plainly what is wrong", () => {
		expect(answer(label(LABELS[2])).is).toBe("wrong_stop");
		expect(answer(label("void-label")).is).toBe("void");
		expect(answer(label("never-seen")).is).toBe("unknown");
		expect(answer({ is: "forged" }).is).toBe("forged");
		expect(answer({ is: "foreign" }).is).toBe("foreign");
	});

	test("a place's label is no item", () => {
		const place: Seen = {
			is: "label",
			label: { id: "p", kind: "place", keyId: 1 },
			code: "CODE",
		};

		expect(answer(place).is).toBe("no_item");
	});

	test("an item for another stop is held back, and may be given all the same", () => {
		const carrying = dayWith(today([item(0, { holder: ME, next: ELSEWHERE })]), []);
		const tally = newTally("give", carrying.stops[1] ?? null, carrying);

		expect(answerTo(label(LABELS[0]), tally, carrying, 7).is).toBe("wrong_stop");
	});
});

describe("what is signed", () => {
	const offered = { state: "offered", offeree: ME } as const;

	function hits(...numbers: number[]): Tally {
		return {
			...{ mode: "take", stopNo: 1, expected: [], ticket: null, missing: {} },
			hits: numbers.map((no) => ({
				name: LABELS[no] ?? "",
				isTyped: false,
				code: "CODE",
				item: `item-${no}`,
				atMs: 0,
			})),
		};
	}

	test("offered items are accepted by their offer, the rest is a take", () => {
		const day = dayWith(today([item(0, { ...offered, tip: "offer" }), item(1)]), []);

		expect(takingOver(hits(0, 1), day)).toEqual([
			{ act: "accept", of: "offer", on: [{ l: LABELS[0], b: "offer" }] },
			{ act: "take", on: [{ l: LABELS[1], b: "tip-1" }] },
		]);
	});

	test("a ticket makes an accept of what no network has told of yet", async () => {
		const key = await makeDeviceKey();
		const scanId = "N-vPjtyiGFGPKXVng8fO_cjJHK1wMjy7Yr2iqAQjzao";
		const text = await signTicket(key, { scanId, labels: LABELS, from: HERE, to: ME, minute: 1 });
		const day = dayWith(today([item(0), item(1), item(2)]), []);

		const [accept, ...others] = takingOver({ ...hits(0, 1, 2), ticket: text }, day);

		expect(others).toEqual([]);
		expect(accept).toMatchObject({ act: "accept", of: scanId });
		expect(accept?.on.map((on) => on.b)).toEqual([scanId, scanId, scanId]);
		expect(accept?.tk).toHaveLength(242);
		const ticket = readTicket(text);
		const all = ticket && (await offeredByTicket(ticket, day.items, 0));
		expect(all?.map((hit) => hit.item)).toEqual(["item-0", "item-1", "item-2"]);
		expect(ticket && (await offeredByTicket(ticket, day.items.slice(1), 0))).toBeNull();
	});

	test("what was offered and is not there goes back to the giver with its reason", () => {
		const day = dayWith(
			today([item(0, { ...offered, tip: "offer" }), item(1, { ...offered, tip: "offer" })]),
			[],
		);
		const tally = {
			...hits(0),
			missing: { "item-1": "short.giver_lacks", "item-0": "short.label_torn" },
		};

		expect(refusing(tally, day)).toEqual([
			{ act: "refuse", of: "offer", why: "short.giver_lacks", on: [{ l: LABELS[1], b: "offer" }] },
		]);
	});

	test("a typed code is signed as typed", () => {
		const day = dayWith(today([item(0)]), []);
		const tally: Tally = {
			...hits(),
			hits: [{ name: "CODE0", isTyped: true, code: "CODE", item: "item-0", atMs: 0 }],
		};

		expect(checking(tally, day)).toEqual([{ act: "check", on: [{ c: "CODE0", b: "tip-0" }] }]);
	});

	test("the ticket of a typed code names the label that the code is of", () => {
		const day = dayWith(today([item(0), item(1)]), []);

		expect(labelsOf([{ l: LABELS[0] ?? "" }, { c: "CODE1" }, { c: "UNKNOWN" }], day)).toEqual([
			LABELS[0],
			LABELS[1],
		]);
	});

	test("more than a hundred things need more than one scan", () => {
		const day = dayWith(today([]), []);
		const many = Array.from({ length: 150 }, (_, no) => ({
			name: `label-${no}`,
			isTyped: false,
			code: "CODE",
			item: null,
			atMs: 0,
		}));

		const scans = handingOver({ ...hits(), hits: many }, day, THERE);

		expect(scans.map((scan) => scan.on.length)).toEqual([100, 50]);
		expect(scans.every((scan) => scan.to === THERE)).toBe(true);
	});

	test("a withdrawal names the offer and stands on it", () => {
		const day = dayWith(today([item(0, { holder: ME })]), []);

		expect(withdrawing("offer", day.items)).toEqual([
			{ act: "withdraw", of: "offer", on: [{ l: LABELS[0], b: "offer" }] },
		]);
	});
});
