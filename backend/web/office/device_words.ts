/** What the list of devices says: states, reasons, and what each act on one means. */

import { clockOrDay } from "../shared/format";
import type { DeviceRow, DeviceState, News, RevokeReason, UndoReason } from "./devices.svelte";
import { m } from "./words/messages";

export type DeviceAct = "approve" | "undo" | "revoke" | "release";

interface Look {
	icon: string;
	word: () => string;
}

const STATES: Readonly<Record<DeviceState, Look>> = {
	waiting: { icon: "hourglass", word: m.device_waiting },
	in_use: { icon: "check", word: m.device_in_use },
	revoked: { icon: "ban", word: m.device_revoked },
	undone: { icon: "shield-x", word: m.device_undone },
};

export const REVOKE_REASONS: readonly [RevokeReason, () => string][] = [
	["lost", m.revoke_lost],
	["stolen", m.revoke_stolen],
	["broken", m.revoke_broken],
	["replaced", m.revoke_replaced],
	["left", m.revoke_left],
];

export const UNDO_REASONS: readonly [UndoReason, () => string][] = [
	["not_mine", m.undo_not_mine],
	["mistaken", m.undo_mistaken],
];

/** How a device stands; a desk that waits works, but not for what only a supervisor signs. */
export function lookOf({ state, needs_approval }: DeviceRow): Look {
	if (state === "in_use" && needs_approval)
		return { icon: "hourglass", word: m.device_desk_waits };
	return STATES[state];
}

/** A reason of a newer server keeps its own word. */
export function reasonWord(why: string): string {
	const known = [...REVOKE_REASONS, ...UNDO_REASONS].find(([code]) => code === why);
	return known?.[1]() ?? why;
}

/** Whose it is, as people there say it. */
export function ownerText(row: DeviceRow, officeName: string | null): string {
	if (row.kind === "desk") return m.desk_of({ office: officeName ?? "" });
	return [row.call_sign, row.person_name].filter(Boolean).join(" · ");
}

/** When it joined, and by whose ticket. */
export function joinedText(row: DeviceRow, now: number): string {
	const at = clockOrDay(row.enrolled_at, now);
	if (row.kind === "desk") return m.device_joined({ at });
	return row.enrolled_by_self ? m.device_joined_self({ at }) : m.device_joined_other({ at });
}

export function seenText(row: DeviceRow, now: number): string {
	if (row.last_seen_at === null) return m.never_seen();
	return m.last_seen({ at: clockOrDay(row.last_seen_at, now) });
}

/** Nobody says yes to the own phone, nor to what one enrolled oneself. */
function mayApprove(row: DeviceRow, me: string): boolean {
	return row.needs_approval && row.may_judge && row.person !== me && row.enrolled_by !== me;
}

/** Why one does not say the yes oneself that a device waits for; null if one may, or it waits for none. */
export function whyNoYes(row: DeviceRow, me: string): string | null {
	if (!row.needs_approval || mayApprove(row, me)) return null;
	if (row.person === me) return m.device_own_waits();
	return row.enrolled_by === me ? m.device_enrolled_by_you() : m.device_judged_elsewhere();
}

/** What may be done with it now; who runs only some of its owner's places stops it, and no more. */
export function actsOn(row: DeviceRow, me: string): DeviceAct[] {
	if (!row.may_judge) return row.state === "waiting" || row.state === "in_use" ? ["revoke"] : [];
	const yes: DeviceAct[] = mayApprove(row, me) ? ["approve"] : [];
	switch (row.state) {
		case "waiting":
			return [...yes, "undo", "revoke"];
		case "in_use":
			return [...yes, ...(row.set_aside > 0 ? (["release"] as const) : []), "revoke", "undo"];
		case "revoked":
			return row.set_aside > 0 ? ["release", "undo"] : ["undo"];
		case "undone":
			return [];
	}
}

interface Words {
	icon: string;
	word: () => string;
	/** What it means, said before it is done. */
	means: (row: DeviceRow) => string;
	/** The button that does it. */
	does: (row: DeviceRow) => string;
}

export const ACTS: Readonly<Record<DeviceAct, Words>> = {
	approve: {
		icon: "shield-check",
		word: m.approve,
		means: ({ kind }) => (kind === "desk" ? m.approve_means_desk() : m.approve_means()),
		does: () => m.approve_do(),
	},
	undo: {
		icon: "rotate-ccw",
		word: m.undo,
		means: ({ kind }) => (kind === "desk" ? m.undo_means_desk() : m.undo_means()),
		does: () => m.undo_do(),
	},
	revoke: {
		icon: "ban",
		word: m.revoke,
		means: () => m.revoke_means(),
		does: () => m.revoke_do(),
	},
	release: {
		icon: "log-in",
		word: m.release,
		means: ({ set_aside }) => m.release_means({ count: set_aside }),
		does: ({ set_aside }) => m.release_do({ count: set_aside }),
	},
};

/** The notice that a device joined; whose it is, is said where it is known. */
export function newsText({ kind, state }: News, owner: string | null): string {
	if (kind === "desk") return m.news_desk({ whose: owner ?? m.desk_somewhere() });
	const whose = owner ?? m.news_somebody();
	return state === "waiting" ? m.news_waiting({ whose }) : m.news_phone({ whose });
}
