/**
 * The office's board: what papers there are, who holds them, and where those holders are.
 *
 * Pure: an old board and a fact make a new board, or the same one if the fact is no news. Nothing
 * else changes a board, so what a screen shows is always a snapshot and the facts after it.
 */

import type { FeedEntry, Moved } from "../shared/feed";
import { type Answered, type BoardItem, type CustodyChanged, custodyIn } from "../shared/shapes";

export type BoardOffice = Answered["BoardOfficeOut"];
export type BoardCourier = Answered["BoardCourierOut"];
export type BoardSnapshot = Answered["BoardOut"];

export interface Board {
	items: ReadonlyMap<string, BoardItem>;
	offices: ReadonlyMap<string, BoardOffice>;
	couriers: ReadonlyMap<string, BoardCourier>;
}

export const EMPTY_BOARD: Board = { items: new Map(), offices: new Map(), couriers: new Map() };

export function boardOf(snapshot: BoardSnapshot): Board {
	return {
		items: new Map(snapshot.items.map((item) => [item.subject, item])),
		offices: new Map(snapshot.offices.map((office) => [office.id, office])),
		couriers: new Map(snapshot.couriers.map((courier) => [courier.id, courier])),
	};
}

/** The parties that an item names after a fact and of which the board knows no name. */
export function strangersIn(board: Board, fact: FeedEntry): string[] {
	const item = board.items.get(fact.body.subject);
	// What the board does not show needs no name, nor does a citizen who has the result.
	if (item === undefined || item.state === "delivered") return [];
	const { origin, destination, next, holder, offeree } = item;
	return [origin, destination, next, holder, offeree].flatMap((party) =>
		party === null || isNamed(board, party) ? [] : [party],
	);
}

/** The names of a newer snapshot, on what the board shows by now. */
export function withNames(board: Board, { offices, couriers }: BoardSnapshot): Board {
	const named = new Map(offices.map((office) => [office.id, office]));
	const riding = new Map(couriers.map((courier) => [courier.id, courier]));
	return {
		...board,
		offices: new Map([...board.offices, ...named]),
		couriers: new Map([...riding, ...board.couriers]),
	};
}

function isNamed(board: Board, party: string): boolean {
	return board.offices.has(party) || board.couriers.has(party);
}

/** Return the board after a fact; the very same board if the fact tells it nothing. */
export function apply(board: Board, fact: FeedEntry): Board {
	switch (fact.kind) {
		case "item.announced":
			return announce(board, bodyOf<BoardItem>(fact));
		case "custody.changed":
			return changeItem(board, fact, (item) => ({
				...item,
				...custodyIn(bodyOf<CustodyChanged>(fact)),
			}));
		case "dossier.changed":
			return changeItem(board, fact, (item) => ({ ...item, ...bodyOf<DossierChanged>(fact) }));
		case "case.opened":
		case "case.reopened":
			return changeItem(board, fact, withCases(fact, 1));
		case "case.healed":
			return changeItem(board, fact, withCases(fact, -1));
		case "courier.changed":
			return changeCourier(board, bodyOf<CourierChanged>(fact));
		default:
			return board;
	}
}

type DossierChanged = Pick<BoardItem, "rev" | "business_state" | "due_at" | "next">;
type CourierChanged = { subject: string } & Pick<BoardCourier, "on_shift" | "site">;

// The feed carries facts as the server typed them; `kind` says which body it is.
function bodyOf<Body>(fact: FeedEntry): Body {
	return fact.body as unknown as Body;
}

/** Return the board with couriers at their newest positions; unknown couriers are left out. */
export function move(board: Board, moved: readonly Moved[], at: string): Board {
	const couriers = new Map(board.couriers);
	const atMs = Date.parse(at);
	for (const [id, lat_e7, lon_e7, accuracy_m, age_s, heading_deg] of moved) {
		const known = couriers.get(id);
		if (known) {
			const measured = new Date(atMs - age_s * 1000).toISOString();
			couriers.set(id, { ...known, lat_e7, lon_e7, accuracy_m, heading_deg, at: measured });
		}
	}
	return { ...board, couriers };
}

function announce(board: Board, item: BoardItem): Board {
	const known = board.items.get(item.subject);
	return known && known.rev >= item.rev ? board : withItem(board, item);
}

function changeItem(
	board: Board,
	fact: FeedEntry,
	changed: (item: BoardItem) => BoardItem,
): Board {
	const item = board.items.get(fact.body.subject);
	return item && item.rev < fact.body.rev ? withItem(board, changed(item)) : board;
}

function withCases({ body: { rev } }: FeedEntry, more: 1 | -1) {
	return (item: BoardItem) => ({ ...item, rev, cases: Math.max(0, item.cases + more) });
}

function changeCourier(board: Board, { subject, on_shift, site }: CourierChanged): Board {
	const known = board.couriers.get(subject);
	if (!known) return board;
	return {
		...board,
		couriers: new Map(board.couriers).set(subject, { ...known, on_shift, site }),
	};
}

function withItem(board: Board, item: BoardItem): Board {
	return { ...board, items: new Map(board.items).set(item.subject, item) };
}
