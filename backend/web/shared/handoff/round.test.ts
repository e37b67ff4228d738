import { describe, expect, test } from "vitest";
import { b64u } from "../bytes";
import { readTicket } from "../ticket";
import type { Knowledge } from "./overlay";
import {
	answerTo,
	type Direction,
	type Ground,
	newRound,
	type Round,
	shortOf,
	standing,
	withHits,
	withTicket,
} from "./round";
import type { Seen } from "./seen";
import { delivering, ending, withdrawing } from "./statements";
import {
	COURIER,
	groundOf,
	hitNo,
	itemNo,
	knowing,
	labelNo,
	ME,
	OTHER,
	offeredNo,
	offerNo,
	scanOf,
	seenNo,
	seenTicket,
	ticketFor,
} from "./test_things";
import { labelsOn } from "./tickets";

const OFFER = offerNo(0);
const begun = newRound("take", null, -1);

function round(direction: Direction, ...numbers: number[]): Round {
	const hits = numbers.map((no) => hitNo(no));
	return withHits(newRound(direction, direction === "give" ? OTHER : null, -1), hits);
}

function answer(seen: Seen, ground: Ground, counted: Round = begun) {
	return answerTo(seen, { round: counted, signed: [], unheard: new Set<string>() }, ground, 7);
}

describe("what is scanned", () => {
	const ground = groundOf(knowing([itemNo(0), itemNo(1)]));

	test("is expected, and counts once, by its label and by its typed code", () => {
		const first = answer(seenNo(0), ground);
		if (!("hit" in first)) throw new Error(first.is);
		const after = withHits(begun, [first.hit]);

		expect(first).toMatchObject({ is: "expected", hit: { name: labelNo(0), item: "item-0" } });
		expect(standing(after, ground)).toMatchObject({ seen: 1, total: 2 });
		expect(standing(after, ground).missing.map(({ subject }) => subject)).toEqual(["item-1"]);
		expect(answer(seenNo(0), ground, after).is).toBe("again");
		expect(answer({ is: "code", code: "CODE0" }, ground, after).is).toBe("again");
		expect(withHits(after, [hitNo(0, { name: "CODE0", isTyped: true })])).toBe(after);
	});

	test("is known as soon as the server tells of it, though it was not when it was scanned", () => {
		const unknown = withHits(begun, [hitNo(0, { item: null })]);

		expect(standing(unknown, ground).seen).toBe(1);
		expect(answer({ is: "code", code: "CODE0" }, ground, unknown).is).toBe("again");
	});

	test("is told where it is void, forged, no item, or nothing of ours", () => {
		const labels = [{ id: labelNo(0), code: "CODE0", is_void: true }];
		const voided = groundOf(knowing([itemNo(0, { labels })]));
		const place = { id: "p", kind: "place" as const, keyId: 1 };

		expect(answer(seenNo(0), voided).is).toBe("void");
		expect(answer({ is: "label", label: place, code: "", isProven: true }, ground).is).toBe(
			"no_item",
		);
		expect(answer({ is: "forged" }, ground).is).toBe("forged");
		expect(answer({ is: "foreign" }, ground).is).toBe("foreign");
	});

	test("is counted without being known, unless only what is known may be", () => {
		const strict = groundOf(knowing([]), { countsUnknown: false });

		expect(answer(seenNo(9), ground)).toMatchObject({ is: "unknown", isProven: true });
		expect(answer(seenNo(9), strict).is).toBe("not_here");
	});

	test("goes astray where nobody expects it, unless it goes this way", () => {
		const known = knowing([itemNo(0)]);

		expect(answer(seenNo(0), groundOf(known, { expected: [] })).is).toBe("astray");
		const along = groundOf(known, { expected: [], goesThisWay: () => true });
		expect(answer(seenNo(0), along).is).toBe("extra");
	});

	test("is mine already where it is taken, and not where it is checked", () => {
		const mine = groundOf(knowing([itemNo(0, { holder: ME })]), { expected: [] });

		expect(answer(seenNo(0), mine).is).toBe("mine_already");
		expect(answer(seenNo(0), mine, newRound("check", null, -1)).is).toBe("checked");
	});

	test("may be a ticket, for this hand or for another", async () => {
		const mine = seenTicket(await ticketFor([0], { offer: OFFER }));
		const others = seenTicket(await ticketFor([0], { offer: OFFER, to: OTHER }));

		expect(answer(mine, ground).is).toBe("ticket");
		expect(answer(others, ground).is).toBe("wrong_ticket");
	});

	test("is told to be a ticket that is to be taken, wherever nothing is taken over", async () => {
		const mine = seenTicket(await ticketFor([0], { offer: OFFER }));
		const others = seenTicket(await ticketFor([0], { offer: OFFER, to: OTHER }));

		for (const direction of ["give", "check"] as const) {
			const counted = newRound(direction, null, -1);
			expect(answer(mine, ground, counted).is).toBe("ticket_to_take");
			expect(answer(others, ground, counted).is).toBe("wrong_ticket");
		}
	});
});

describe("what is signed in the end", () => {
	async function said(counted: Round, known: Knowledge) {
		return (await ending(counted, known)).map(({ statement }) => statement);
	}

	test("accepts what was offered by its offer, and takes the rest", async () => {
		const known = knowing([offeredNo(0, OFFER), itemNo(1)]);

		expect(await said(round("take", 0, 1), known)).toEqual([
			{ act: "accept", of: OFFER, on: [{ l: labelNo(0), b: OFFER }] },
			{ act: "take", on: [{ l: labelNo(1), b: "tip-1" }] },
		]);
	});

	test("takes back with a reason what was handed over by then", async () => {
		const known = knowing([itemNo(0), itemNo(1, { state: "delivered", holder: OTHER })]);

		expect(await said(round("take", 0, 1), known)).toEqual([
			{ act: "take", on: [{ l: labelNo(0), b: "tip-0" }] },
			{ act: "take", on: [{ l: labelNo(1), b: "tip-1" }], why: "take.wrong_delivery" },
		]);
	});

	test("carries a ticket for exactly what it names, on its offer", async () => {
		const text = await ticketFor([0, 1], { offer: OFFER, to: null });
		const counted = withTicket(round("take", 0, 1, 2), text);
		const tk = b64u(readTicket(text)?.bytes ?? new Uint8Array());

		expect(await said(counted, knowing([itemNo(0), itemNo(2)]))).toEqual([
			{
				...{ act: "accept", of: OFFER, tk },
				on: [
					{ l: labelNo(0), b: OFFER },
					{ l: labelNo(1), b: OFFER },
				],
			},
			{ act: "take", on: [{ l: labelNo(2), b: "tip-2" }] },
		]);
	});

	test("gives back what was offered by name and is not there, with its reason", async () => {
		const known = knowing([offeredNo(0, OFFER), offeredNo(1, OFFER), offeredNo(2, offerNo(1))]);
		const counted = round("take", 0);
		expect(shortOf(counted, groundOf(known)).map(({ subject }) => subject)).toEqual(["item-1"]);

		const missing = { "item-1": "short.giver_lacks", "item-0": "short.label_torn" };

		expect((await said({ ...counted, missing }, known))[1]).toEqual({
			...{ act: "refuse", of: OFFER, why: "short.giver_lacks" },
			on: [{ l: labelNo(1), b: OFFER }],
		});
	});

	test("refuses nothing that was offered to whoever shows the ticket", async () => {
		const known = knowing([offeredNo(0, OFFER), offeredNo(1, OFFER, { offeree: null })]);
		const missing = { "item-1": "short.giver_lacks" };

		expect(await said({ ...round("take", 0), missing }, known)).toHaveLength(1);
	});

	test("names what was typed as typed, and an unknown label by one's own newest node", async () => {
		const typed = hitNo(0, { name: "CODE0", isTyped: true });
		const take = scanOf({ id: "take", on: [{ l: labelNo(9) }] });
		const known = knowing([itemNo(0)], [take]);
		const checked = withHits(round("check"), [typed, hitNo(9, { item: null })]);

		expect(await said(checked, known)).toEqual([
			{
				act: "check",
				on: [
					{ c: "CODE0", b: "tip-0" },
					{ l: labelNo(9), b: "take" },
				],
			},
		]);
	});

	test("is one scan for a hundred things, and says which things each settles", async () => {
		const many = Array.from({ length: 150 }, (_, no) =>
			hitNo(no, { name: `label-${no}`, item: null }),
		);
		const parts = await ending(withHits(round("give"), many), knowing([]));

		expect(parts.map(({ statement }) => statement.on.length)).toEqual([100, 50]);
		expect(parts.map(({ hits }) => hits.length)).toEqual([100, 50]);
		expect(parts.every(({ statement }) => statement.to === OTHER)).toBe(true);
	});

	test("withdraws an offer on the offer, and delivers on what is known last", () => {
		const [mine] = knowing([itemNo(0, { holder: ME })]).items;
		if (mine === undefined) throw new Error("no item");

		expect(withdrawing("offer", [mine])).toEqual([
			{ act: "withdraw", of: "offer", on: [{ l: labelNo(0), b: "offer" }] },
		]);
		expect(delivering(mine, "citizen")).toEqual({
			...{ act: "deliver", to: "citizen", on: [{ l: labelNo(0), b: "tip-0" }] },
		});
		expect(delivering({ ...mine, labels: [] }, "citizen")).toBeNull();
	});
});

test("the ticket of an offer names every label that the offer named, whatever became of it", () => {
	const taken = knowing([itemNo(0, { holder: OTHER }), itemNo(1)]);
	const on = [{ l: labelNo(0) }, { c: "CODE1" }, { c: "UNKNOWN" }];

	expect(labelsOn({ on }, taken)).toEqual([labelNo(0), labelNo(1)]);
	expect(taken.me).toEqual(COURIER);
});
