import { describe, expect, test } from "vitest";
import type { FeedEntry } from "../shared/feed";
import { Board, type BoardSnapshot } from "./board";
import { COURIER, courier, item, OFFICE, office, snapshot } from "./test_things";

function fact(kind: string, body: Record<string, unknown>, position = 8): FeedEntry {
	const said = body as FeedEntry["body"];
	return { stream: `office.${OFFICE}`, position, kind, body: said };
}

const TAKEN = {
	...{ subject: item().subject, rev: 11, kind: "item", inside: null },
	...{ state: "held", holder: COURIER, holder_kind: "courier", offeree: null, claimants: [] },
	...{ certainty: "verified", flags: [], tip: "tip-2", scan: "tip-2" },
	...{ earliest: "2020-05-27T09:52:00.000+07:00", latest: "2020-05-27T10:14:00.000+07:00" },
};

describe("a board", () => {
	test("is the snapshot, by id", () => {
		const board = new Board(snapshot());

		expect([...board.items.keys()]).toEqual([item().subject]);
		expect(board.offices.get(OFFICE)?.short_name).toBe(office().short_name);
	});

	test("an old screen and facts make the screen that a new snapshot would show", () => {
		const before = new Board(snapshot());
		const changed = { ...TAKEN };

		const facts = [
			fact("custody.changed", changed),
			fact("dossier.changed", {
				...{ subject: item().subject, rev: 12, business_state: "in_process" },
				...{ due_at: item().due_at, next: OFFICE },
			}),
			fact("case.opened", {
				subject: item().subject,
				rev: 13,
				case: "c",
				kind: "gap",
				parties: [],
			}),
		];
		for (const one of facts) before.apply(one);

		const { inside: _inside, ...custody } = changed;
		const anew: BoardSnapshot = {
			...snapshot(),
			items: [
				{
					...item(),
					...(custody as object),
					...{ rev: 13, business_state: "in_process", next: OFFICE, cases: 1 },
				},
			],
		};
		expect(before).toEqual(new Board(anew));
	});

	test("does not step back: what is older than the screen changes nothing", () => {
		const board = new Board(snapshot());
		const old = fact("custody.changed", { ...TAKEN, rev: item().rev });

		expect(board.apply(old)).toBeNull();
		expect(board).toEqual(new Board(snapshot()));
	});

	test("a fact told twice changes nothing the second time", () => {
		const board = new Board(snapshot());

		expect(board.apply(fact("custody.changed", TAKEN))).toEqual({ item: item().subject });
		expect(board.apply(fact("custody.changed", TAKEN))).toBeNull();
	});

	test("learns of a new item before it hears of its custody", () => {
		const board = new Board({ ...snapshot(), items: [] });
		expect(board.apply(fact("custody.changed", TAKEN))).toBeNull();

		board.apply(fact("item.announced", { ...item() }));

		expect(board.items.get(item().subject)).toEqual(item());
	});

	test("passes over kinds of facts that it does not know", () => {
		const board = new Board(snapshot());

		expect(board.apply(fact("weather.changed", { subject: OFFICE, rev: 99 }))).toBeNull();
	});

	test("knows what a delivery is worth as soon as that is told, and forgets it on the way back", () => {
		const delivered = { ...TAKEN, state: "delivered", verdict: "pending" };
		const confirmed = { ...delivered, rev: TAKEN.rev + 1, verdict: "confirmed" };
		const board = new Board(snapshot());

		const verdicts = [delivered, confirmed, { ...TAKEN, rev: TAKEN.rev + 2 }].map((body) => {
			board.apply(fact("custody.changed", body));
			return board.items.get(item().subject)?.verdict;
		});
		expect(verdicts).toEqual(["pending", "confirmed", null]);
	});

	test("counts the cases that are open, also when one is gone or comes back", () => {
		const kinds = ["case.opened", "case.opened", "case.healed", "case.reopened", "case.healed"];
		const counts: (number | undefined)[] = [];
		const board = new Board(snapshot());

		for (const [index, kind] of kinds.entries()) {
			board.apply(fact(kind, { subject: item().subject, rev: item().rev + 1 + index }));
			counts.push(board.items.get(item().subject)?.cases);
		}

		expect(counts).toEqual([1, 2, 1, 2, 1]);
	});

	test("shows who is on shift", () => {
		const off = fact("courier.changed", {
			...{
				subject: COURIER,
				rev: 3,
				on_shift: false,
				site: null,
				at: "2020-05-27T10:00:00+07:00",
			},
		});

		const board = new Board(snapshot());

		expect(board.apply(off)).toEqual({ courier: COURIER });
		expect(board.couriers.get(COURIER)?.on_shift).toBe(false);
	});

	test("shows a courier off shift as a snapshot of that moment does: nowhere", () => {
		const at = "2020-05-27T10:31:00.000+07:00";
		const board = new Board(snapshot());
		board.move([[COURIER, 105_000_000, 1_055_000_000, 12, 40, 270]], at);

		board.apply(
			fact("courier.changed", { subject: COURIER, rev: 3, on_shift: false, site: null, at }),
		);

		const later = { ...snapshot(), couriers: [courier({ on_shift: false })] };
		expect(board).toEqual(new Board(later));
	});

	test("moves couriers by positions, their age counted back from the frame's time", () => {
		const board = new Board(snapshot());
		const moved = board.move(
			[[COURIER, 105_000_000, 1_055_000_000, 12, 40, 270]],
			"2020-05-27T10:31:00.000+07:00",
		);

		expect(moved).toEqual([COURIER]);
		expect(board.couriers.get(COURIER)).toMatchObject({
			...courier(),
			...{ lat_e7: 105_000_000, lon_e7: 1_055_000_000, accuracy_m: 12, heading_deg: 270 },
			at: "2020-05-27T03:30:20.000Z",
		});
	});

	test("does not place couriers that it was never told of", () => {
		const board = new Board(snapshot());

		expect(board.move([["someone", 1, 1, 1, 1, null]], "2020-05-27T10:31:00+07:00")).toEqual([]);
		expect(board).toEqual(new Board(snapshot()));
	});
});
