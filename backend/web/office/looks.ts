/** How states, times and names are shown: shape and word together, never colour alone. */

import {
	age,
	clock,
	clockOrDay,
	dayMonth,
	isSameDay,
	type Locale,
	weekday,
} from "../shared/format";
import type { BoardItem } from "../shared/shapes";
import type { Office } from "./office.svelte";
import type { Urgency } from "./urgency";
import { isUnproven } from "./verdicts";
import { m } from "./words/messages";
import { getLocale } from "./words/runtime";

export type Shape =
	| "held"
	| "offered"
	| "transit"
	| "inferred"
	| "disputed"
	| "delivered"
	| "unproven"
	| "lost";

export type Shown = Pick<BoardItem, "state" | "certainty" | "holder_kind" | "verdict">;

export function shapeOf(item: Shown): Shape {
	const { state, certainty, holder_kind } = item;
	if (isUnproven(item)) return "unproven";
	if (state === "disputed" || state === "delivered" || state === "lost" || state === "offered") {
		return state;
	}
	if (certainty === "inferred") return "inferred";
	return holder_kind === "courier" ? "transit" : "held";
}

export const ICONS: Readonly<Record<Shape, string>> = {
	held: "building-2",
	offered: "arrow-left-right",
	transit: "motorbike",
	inferred: "package",
	disputed: "git-fork",
	delivered: "check",
	unproven: "hand-helping",
	lost: "circle-question-mark",
};

const WORDS: Readonly<Record<Shape, () => string>> = {
	held: m.state_held,
	offered: m.state_offered,
	transit: m.state_transit,
	inferred: m.state_inferred,
	disputed: m.state_disputed,
	delivered: m.state_delivered,
	unproven: m.state_unproven,
	lost: m.state_lost,
};

export function wordOf(shape: Shape): string {
	return WORDS[shape]();
}

const GROUPS: Readonly<Record<Urgency, () => string>> = {
	late: m.group_late,
	disputed: m.group_disputed,
	unproven: m.group_unproven,
	risk: m.group_risk,
	ontime: m.group_ontime,
};

export function groupWord(urgency: Urgency): string {
	return GROUPS[urgency]();
}

export function locale(): Locale {
	return getLocale();
}

export function ageText(ms: number): string {
	return age(ms, locale());
}

/** «16:30, Thứ Sáu 05/06», of today the clock alone. */
export function dueText(at: string, now: number): string {
	if (isSameDay(at, now)) return clock(at);
	const [day, time] = clockOrDay(at, now).split(" ");
	return `${time}, ${weekday(at, locale())} ${day}`;
}

/** The clock of today, else the day. */
export function dueDay(at: string, now: number): string {
	return isSameDay(at, now) ? clock(at) : dayMonth(at);
}

/** Only a proven delivery may be called one, without a word more. */
function deliveredText(item: BoardItem): string {
	if (!isUnproven(item)) return m.way_delivered();
	return item.verdict === "bad" ? m.way_bad() : m.way_unproven();
}

/** Where an item is or what it waits for, in one line. */
export function wayOf(item: BoardItem, office: Office): string {
	const holder = office.nameOf(item.holder);
	const to = office.nameOf(item.destination) ?? "";
	if (item.state === "disputed") {
		const claimants = item.claimants.map((party) => office.nameOf(party) ?? m.party_unknown());
		return claimants.join(m.and());
	}
	if (item.state === "offered") {
		const taker = office.nameOf(item.offeree);
		return taker === null ? m.way_offered_bearer() : m.way_offered({ to: taker });
	}
	if (item.state === "delivered") return deliveredText(item);
	if (item.state === "lost") return m.way_lost({ holder: holder ?? "" });
	if (item.holder === item.destination || item.holder_kind === "office") {
		return item.holder === item.destination
			? m.way_at({ holder: holder ?? "" })
			: m.way_waiting({ holder: holder ?? "", to });
	}
	return `${office.nameOf(item.origin) ?? ""} → ${item.goes_to_door ? m.door() : to}`;
}

/** Who holds it, as a sentence. */
export function holderText(item: BoardItem, office: Office): string {
	if (item.state === "disputed") return m.holder_disputed({ count: item.claimants.length });
	if (item.state === "delivered") return deliveredText(item);
	const name = office.nameOf(item.holder) ?? m.party_unknown();
	return item.holder_kind === "courier" ? m.holder_courier({ name }) : m.holder_office({ name });
}
