/** What is kept of a round: never without whose it is, where and on which day. */

import { type Database, type OfPerson, type Owned, ofAllPersons } from "../device/database";
import { fullDate } from "../format";
import type { Direction, Round } from "./round";

declare module "../device/database" {
	interface OfPerson {
		[round: `round:${string}`]: Round;
	}
}

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
	/** Hear that another tab keeps one's round otherwise by now; returns how to stop. */
	follow(owner: () => RoundOwner | null, changed: () => void): () => void;
}

export function dateOf(nowMs: number): string {
	return fullDate(nowMs);
}

/** `mine` is where the things of a round's owner are kept. */
export function roundsIn(
	database: Database,
	mine: (person: string) => Owned<OfPerson> = (person) => database.ofPerson(person),
): RoundStore {
	const ofPerson = ({ person }: Pick<RoundOwner, "person">) => mine(person);
	return {
		get: async (owner) => (await ofPerson(owner).get(nameOf(owner))) ?? null,
		async put(owner, round) {
			await ofPerson(owner).put(nameOf(owner), round);
			database.tell({ is: "round", name: nameOf(owner) });
		},
		async drop(owner) {
			await ofPerson(owner).delete(nameOf(owner));
			database.tell({ is: "round", name: nameOf(owner) });
		},
		follow: (owner, changed) =>
			database.listen((news) => {
				const own = owner();
				if (news.is === "round" && own !== null && news.name === nameOf(own)) changed();
			}),
		async forgetOthers(owner) {
			for (const key of await database.getAllKeys("owned", ofAllPersons())) {
				const [whose, name] = key;
				const isOwn = whose === `person:${owner.person}` && name.startsWith(dayPart(owner));
				if (name.startsWith("round:") && !isOwn) await database.delete("owned", key);
			}
		},
	};
}

function dayPart({ device, date }: Pick<RoundOwner, "device" | "date">): `round:${string}` {
	return `round:${device}:${date}:`;
}

function nameOf(owner: RoundOwner): `round:${string}` {
	return `${dayPart(owner)}${owner.run ?? "-"}:${owner.stop ?? "-"}:${owner.direction}`;
}
