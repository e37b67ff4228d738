import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import type { FeedEntry } from "../shared/feed";
import { know } from "../shared/handoff/overlay";
import { urgency } from "../shared/urgency";
import { WorkingCalendar } from "../shared/working_time";
import { Board, type BoardSnapshot } from "./board";
import { ALL, type Filters, isUnderWay } from "./filters";
import { KnownBoard } from "./known_board";
import { Picture } from "./picture";
import { Pins } from "./pins";
import { Queues } from "./queues";
import { byDue } from "./sorted";
import { CENTRE, COURIER, courier, item, OFFICE, office, ownScan, snapshot } from "./test_things";

const CALENDAR = new WorkingCalendar();
const NOW = Date.parse("2020-05-27T10:31:00+07:00");
const ME = { party: OFFICE, kind: "office" } as const;
const PARTIES = [OFFICE, CENTRE, COURIER, "c2"] as const;
const QUEUES = [
	...(["incoming", "boundFor", "held", "outgoing", "offered", "undecided"] as const),
	...(["results", "unproven", "uncommissioned"] as const),
];

/** A board and all that is read off it, as the office and its map keep them. */
class Screens {
	readonly board: Board;
	readonly known: KnownBoard;
	readonly queues: Queues;
	readonly picture: Picture;
	readonly pins: Pins;
	now = NOW;
	own: KeptScan[] = [];
	wanted: Filters = ALL;

	constructor(told: BoardSnapshot, now = NOW, own: KeptScan[] = [], wanted = ALL) {
		this.now = now;
		this.board = new Board(told);
		this.known = new KnownBoard(this.board, ME);
		this.known.scanned(own, now);
		this.queues = new Queues(this.known, OFFICE);
		this.picture = new Picture(this.known, CALENDAR, now);
		this.picture.want(wanted);
		this.pins = new Pins(this.board, (party) => this.picture.heldBy(party), now);
		this.picture.ontouched = (party) => this.pins.touched(party);
		this.pins.touched(null);
		this.known.read(this.queues);
		this.known.read(this.picture);
	}

	do(step: Step): void {
		switch (step.is) {
			case "fact": {
				const changed = this.board.apply(step.fact);
				if (changed && "item" in changed) this.known.changed(changed.item, this.now);
				else if (changed) this.pins.touched(changed.courier);
				return;
			}
			case "move": {
				const at = new Date(this.now).toISOString();
				for (const id of this.board.move([[step.id, step.e7, step.e7, 9, step.age_s, 90]], at)) {
					this.pins.touched(id);
				}
				return;
			}
			case "clock":
				this.now += step.ms;
				this.known.tick(this.now);
				this.picture.tick(this.now, CALENDAR);
				this.pins.tick(this.now);
				return;
			case "sign":
				this.own = [...this.own, { ...step.scan, seq: this.own.length }];
				this.known.scanned(this.own, this.now);
				return;
			case "want":
				this.wanted = step.wanted;
				this.picture.want(step.wanted);
				return;
			case "again":
				this.board.reset(this.told());
				this.known.reset(this.now);
		}
	}

	/** The snapshot that a server would bring now. */
	told(): BoardSnapshot {
		const { items, offices, couriers } = this.board;
		return {
			...snapshot(),
			...{ items: [...items.values()], offices: [...offices.values()] },
			couriers: [...couriers.values()],
		};
	}

	shown() {
		const sorted = <Thing>(things: Iterable<[string, Thing]>) =>
			[...things].sort(([one], [other]) => (one < other ? -1 : 1));
		return {
			items: sorted(this.known.byId),
			named: ["label-0", "code-0", "label-3", "nothing"].map((name) => this.known.named(name)),
			queues: QUEUES.map((name) => [name, this.queues.count(name), this.queues.list(name)]),
			offers: sorted(this.queues.openOffers()),
			groups: this.picture.groups(null),
			theirs: PARTIES.map((party) => this.picture.groups(party)),
			size: this.picture.size,
			fields: [...this.picture.fields].sort(),
			disputed: [...this.picture.disputed].sort(byDue),
			pins: sorted(this.pins.shown),
		};
	}
}

type Step =
	| { is: "fact"; fact: FeedEntry }
	| { is: "move"; id: string; e7: number; age_s: number }
	| { is: "clock"; ms: number }
	| { is: "sign"; scan: KeptScan }
	| { is: "want"; wanted: Filters }
	| { is: "again" };

const subject = fc.integer({ min: 0, max: 5 }).map(String);
const party = fc.constantFrom(...PARTIES);
const due = fc.constantFrom(
	...["2020-05-26T16:30:00.000+07:00", "2020-05-27T14:00:00.000+07:00"],
	...["2020-05-27T17:00:00.000+07:00", "2020-06-05T16:30:00.000+07:00"],
);
const custody = fc
	.record({
		state: fc.constantFrom("held", "offered", "delivered", "disputed", "lost", null),
		holder: party,
		other: fc.option(party),
		verdict: fc.constantFrom("pending", "good", null),
		tip: fc.constantFrom("tip-1", "own-0", "own-1"),
	})
	.map(({ state, holder, other, verdict, tip }) => ({
		...{ state, tip, scan: tip, verdict: state === "delivered" ? verdict : null },
		holder: state === "disputed" ? null : holder,
		holder_kind:
			holder === COURIER || holder === "c2" ? ("courier" as const) : ("office" as const),
		offeree: state === "offered" ? other : null,
		claimants: state === "disputed" ? [holder, other ?? OFFICE] : [],
		...{ certainty: "verified" as const, flags: [], earliest: null, latest: item().latest },
	}));

function announced(no: string) {
	return item({
		...{ subject: no, rev: 1, code: `000-${no}`, next: CENTRE },
		...{ origin: Number(no) % 2 === 0 ? OFFICE : CENTRE, field_code: `field-${Number(no) % 3}` },
		labels: [{ id: `label-${no}`, code: `code-${no}`, is_void: false }],
		direction: Number(no) === 4 ? "back" : "out",
		destination: Number(no) === 4 ? OFFICE : CENTRE,
	});
}

const told = fc.oneof(
	fc.record({ kind: fc.constant("item.announced"), body: subject.map(announced) }),
	fc.record({
		kind: fc.constant("custody.changed"),
		body: fc.tuple(subject, custody).map(([no, body]) => ({ subject: no, ...body })),
	}),
	fc.record({
		kind: fc.constant("dossier.changed"),
		body: fc.record({
			...{ subject, due_at: due, next: fc.option(party) },
			business_state: fc.constantFrom("accepted", "in_process", "resolved"),
		}),
	}),
	fc.record({
		kind: fc.constantFrom("case.opened", "case.healed", "case.reopened"),
		body: fc.record({ subject }),
	}),
	fc.record({
		kind: fc.constant("courier.changed"),
		body: fc.record({
			subject: fc.constantFrom(COURIER, "c2"),
			...{ on_shift: fc.boolean(), site: fc.constantFrom(OFFICE, null) },
		}),
	}),
);

/** As a feed brings them: each of a subject newer than the last, and now and then one again. */
const fact = fc.record({ told, isOld: fc.nat(4).map((no) => no === 0) });

const steps = fc
	.array(
		fc.oneof(
			{ arbitrary: fact.map((one) => ({ is: "fact" as const, ...one })), weight: 8 },
			fc.record({
				...{ is: fc.constant("move" as const), id: fc.constantFrom(COURIER, "c2", "nobody") },
				...{ e7: fc.integer({ min: 1_000, max: 1_005 }), age_s: fc.constantFrom(0, 90, 600) },
			}),
			fc.record({
				is: fc.constant("clock" as const),
				ms: fc.constantFrom(1_000, 16_000, 300_000, 3_600_000, 14_400_000),
			}),
			fc.record({ is: fc.constant("sign" as const), no: subject, isSafe: fc.boolean() }),
			fc.record({
				is: fc.constant("want" as const),
				wanted: fc.record({
					field: fc.constantFrom("", "field-1"),
					office: fc.constantFrom("", OFFICE, CENTRE),
					...{ isSoon: fc.boolean(), holder: fc.constant(null) },
				}),
			}),
			fc.constant({ is: "again" as const }),
		),
		{ maxLength: 30 },
	)
	.map((all): Step[] =>
		all.map((step, no): Step => {
			if (step.is === "fact") {
				const rev = step.isOld ? 1 : no + 2;
				const body = { ...step.told.body, rev };
				return {
					is: "fact",
					fact: { stream: "office", position: no, kind: step.told.kind, body },
				};
			}
			if (step.is !== "sign") return step;
			const on = [{ l: `label-${step.no}`, b: "tip-1" }];
			const sync = step.isSafe ? ({ sync: "safe", receivedMs: NOW } as const) : {};
			return { is: "sign", scan: ownScan({ id: `own-${no % 3}`, to: COURIER, on, ...sync }) };
		}),
	);

const FIRST: BoardSnapshot = {
	...snapshot(),
	offices: [office(), office({ id: CENTRE, short_name: "TT Tam Kỳ", level: "province" })],
	couriers: [courier(), courier({ id: "c2", call_sign: "TN-03", site: CENTRE })],
	items: ["0", "1", "2"].map((no) => announced(no)),
};

describe("a board kept by record", () => {
	test("shows after every step what it would show made anew", () => {
		fc.assert(
			fc.property(steps, (all) => {
				const screens = new Screens(FIRST);
				for (const step of all) screens.do(step);

				const { now, own, wanted } = screens;
				expect(screens.shown()).toEqual(new Screens(screens.told(), now, own, wanted).shown());
			}),
			{ numRuns: 60 },
		);
	});

	test("says of each item what the phone's way of laying own scans over says", () => {
		fc.assert(
			fc.property(steps, (all) => {
				const screens = new Screens(FIRST);
				for (const step of all) screens.do(step);
				screens.known.tick(screens.now);

				const { board, known, own, now } = screens;
				const whole = know([...board.items.values()], own, ME, now);
				expect(known.items).toEqual(whole.items);
				expect(new Map(known.tips)).toEqual(whole.tips);
				expect(known.named("code-1")).toEqual(whole.named("code-1"));
			}),
			{ numRuns: 60 },
		);
	});

	test("groups by harm what is under way, whatever came in between", () => {
		fc.assert(
			fc.property(steps, (all) => {
				const screens = new Screens(FIRST);
				for (const step of all) screens.do(step);
				screens.do({ is: "want", wanted: ALL });

				const items = [...screens.known.byId.values()].filter(isUnderWay);
				const groups = screens.picture.groups(null);
				expect(groups.flatMap((group) => group.items).sort(byDue)).toEqual(items.sort(byDue));
				for (const group of groups) {
					expect([...group.items]).toEqual([...group.items].sort(byDue));
					const byTime = ["late", "risk", "ontime"].includes(group.urgency);
					for (const one of byTime ? group.items : []) {
						expect(urgency(one.due_at, screens.now, CALENDAR)).toBe(group.urgency);
					}
				}
			}),
			{ numRuns: 60 },
		);
	});

	test("facts of different papers may come in any order among themselves", () => {
		const change = (no: string, rev: number, holder: string): Step => ({
			is: "fact",
			fact: {
				...{ stream: "office", position: rev, kind: "custody.changed" },
				body: { ...announced(no), rev, holder, holder_kind: "courier", state: "held" },
			},
		});
		const line = (no: string) => [
			change(no, 2, COURIER),
			change(no, 3, "c2"),
			change(no, 4, COURIER),
		];
		fc.assert(
			fc.property(fc.array(fc.nat(2), { minLength: 9, maxLength: 9 }), (order) => {
				const lines = ["0", "1", "2"].map(line);
				const [mixed, straight] = [new Screens(FIRST), new Screens(FIRST)];
				for (const step of lines.flat()) straight.do(step);
				for (const no of order) {
					const step = lines[no]?.shift();
					if (step !== undefined) mixed.do(step);
				}
				for (const step of lines.flat()) mixed.do(step);

				expect(mixed.shown()).toEqual(straight.shown());
			}),
			{ numRuns: 60 },
		);
	});
});
