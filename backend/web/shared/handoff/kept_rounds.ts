/** What is kept of a round: never without whose it is, where and on which day. */

import type { Database } from "../device/database";
import { fullDate } from "../format";
import type { Direction, Round } from "./round";

/** Whose round it is. Another person, another day, another stop: another round. */
export interface RoundOwner {
	device: string;
	person: string;
	/** The day on the calendar of the post. */
	date: string;
	run: string | null;
	stop: number | null;
	direction: Direction;
}

export interface RoundStore {
	get(owner: RoundOwner): Promise<Round | null>;
	put(owner: RoundOwner, round: Round): Promise<void>;
	drop(owner: RoundOwner): Promise<void>;
	/** Nothing is left to read of other people, other devices and other days. */
	forgetOthers(owner: Pick<RoundOwner, "device" | "person" | "date">): Promise<void>;
}

const PREFIX = "round:";

/** All that is kept of any round. */
export function everyRound(): IDBKeyRange {
	return IDBKeyRange.bound(PREFIX, `${PREFIX}~`);
}

export function dateOf(nowMs: number): string {
	return fullDate(nowMs);
}

export function roundsIn(database: Database): RoundStore {
	return {
		async get(owner) {
			const kept = await database.get("kept", keyOf(owner));
			return (kept as Round | undefined) ?? null;
		},
		async put(owner, round) {
			await database.put("kept", round, keyOf(owner));
		},
		drop: (owner) => database.delete("kept", keyOf(owner)),
		async forgetOthers(owner) {
			const own = ownerPart(owner);
			for (const key of await database.getAllKeys("kept", everyRound())) {
				if (!key.startsWith(own)) await database.delete("kept", key);
			}
		},
	};
}

function ownerPart({ device, person, date }: Pick<RoundOwner, "device" | "person" | "date">) {
	return `${PREFIX}${device}:${person}:${date}:`;
}

function keyOf(owner: RoundOwner): string {
	return `${ownerPart(owner)}${owner.run ?? "-"}:${owner.stop ?? "-"}:${owner.direction}`;
}
