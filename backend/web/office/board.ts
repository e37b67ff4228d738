/**
 * The office's board: what papers there are, who holds them, and where those holders are.
 *
 * Kept by record: a fact changes the one item or courier that it names, and says which. Nothing else
 * changes a board, so what a screen shows is always a snapshot and the facts after it. What is read
 * off it (known_board, queues, picture, pins) is told of each change and touches no more than that.
 */

import type { FeedEntry, Moved } from "../shared/feed";
import { type Answered, type BoardItem, type CustodyChanged, custodyIn } from "../shared/shapes";

export type BoardOffice = Answered["BoardOfficeOut"];
export type BoardCourier = Answered["BoardCourierOut"];
export type BoardSnapshot = Answered["BoardOut"];

/** What a fact changed: an item, or a courier's work; null if it was no news. */
export type Changed = { item: string } | { courier: string } | null;

/** Off shift a courier is off the map: what was measured last is nobody's business any more. */
const NOWHERE = {
	...{ lat_e7: null, lon_e7: null, accuracy_m: null, heading_deg: null, at: null },
} as const satisfies Partial<BoardCourier>;

export class Board {
	readonly items = new Map<string, BoardItem>();
	readonly offices = new Map<string, BoardOffice>();
	readonly couriers = new Map<string, BoardCourier>();

	constructor(snapshot?: BoardSnapshot) {
		if (snapshot !== undefined) this.reset(snapshot);
	}

	/** Show what a snapshot shows, and nothing else. */
	reset({ items, offices, couriers }: BoardSnapshot): void {
		for (const map of [this.items, this.offices, this.couriers]) map.clear();
		for (const item of items) this.items.set(item.subject, item);
		for (const office of offices) this.offices.set(office.id, office);
		for (const courier of couriers) this.couriers.set(courier.id, courier);
	}

	/** Take a fact in; what is older than the screen, or of nobody on it, changes nothing. */
	apply(fact: FeedEntry): Changed {
		switch (fact.kind) {
			case "item.announced":
				return this.#put(bodyOf<BoardItem>(fact));
			case "custody.changed":
				return this.#change(fact, () => custodyIn(bodyOf<CustodyChanged>(fact)));
			case "dossier.changed":
				return this.#change(fact, () => bodyOf<DossierTold>(fact));
			case "case.opened":
			case "case.reopened":
				return this.#change(fact, ({ cases }) => ({ cases: cases + 1 }));
			case "case.healed":
				return this.#change(fact, ({ cases }) => ({ cases: Math.max(0, cases - 1) }));
			case "courier.changed":
				return this.#courier(bodyOf<CourierTold>(fact));
			default:
				return null;
		}
	}

	/** Couriers at their newest positions; answers which. Unknown couriers are left out. */
	move(moved: readonly Moved[], at: string): string[] {
		const atMs = Date.parse(at);
		const changed: string[] = [];
		for (const [id, lat_e7, lon_e7, accuracy_m, age_s, heading_deg] of moved) {
			const known = this.couriers.get(id);
			if (known === undefined) continue;
			const measured = new Date(atMs - age_s * 1000).toISOString();
			const seen = { lat_e7, lon_e7, accuracy_m, heading_deg, at: measured };
			this.couriers.set(id, { ...known, ...seen });
			changed.push(id);
		}
		return changed;
	}

	/** The parties that an item names after a fact and of which the board knows no name. */
	strangersIn(fact: FeedEntry): string[] {
		const item = this.items.get(fact.body.subject);
		// What the board does not show needs no name, nor does a citizen who has the result.
		if (item === undefined || item.state === "delivered") return [];
		const { origin, destination, next, holder, offeree } = item;
		return [origin, destination, next, holder, offeree].flatMap((party) =>
			party === null || this.#isNamed(party) ? [] : [party],
		);
	}

	/** The names of a newer snapshot, on what the board shows by now. */
	learnNames({ offices, couriers }: BoardSnapshot): void {
		for (const office of offices) this.offices.set(office.id, office);
		for (const courier of couriers) {
			if (!this.couriers.has(courier.id)) this.couriers.set(courier.id, courier);
		}
	}

	#isNamed(party: string): boolean {
		return this.offices.has(party) || this.couriers.has(party);
	}

	#put(item: BoardItem): Changed {
		const known = this.items.get(item.subject);
		if (known !== undefined && known.rev >= item.rev) return null;
		this.items.set(item.subject, item);
		return { item: item.subject };
	}

	#change(fact: FeedEntry, changed: (item: BoardItem) => Partial<BoardItem>): Changed {
		const { subject, rev } = fact.body;
		const item = this.items.get(subject);
		if (item === undefined || item.rev >= rev) return null;
		return this.#put({ ...item, ...changed(item), rev });
	}

	#courier({ subject, on_shift, site }: CourierTold): Changed {
		const known = this.couriers.get(subject);
		if (known === undefined) return null;
		const seen = on_shift ? {} : NOWHERE;
		this.couriers.set(subject, { ...known, ...seen, on_shift, site });
		return { courier: subject };
	}
}

type DossierTold = Pick<BoardItem, "business_state" | "due_at" | "next">;
type CourierTold = { subject: string } & Pick<BoardCourier, "on_shift" | "site">;

// The feed carries facts as the server typed them; `kind` says which body it is.
function bodyOf<Body>(fact: FeedEntry): Body {
	return fact.body as unknown as Body;
}
