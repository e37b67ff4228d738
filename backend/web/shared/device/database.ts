/** What the phone keeps: its key, its chain of scans, its day, its positions. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Act, On } from "../scan";
import type { DeviceKey, PublicJwk } from "../signing";

export interface Enrolment {
	key: DeviceKey;
	origin: string;
	person: { id: string; name: string };
	party: { id: string; callSign: string };
	/** The server's root key, pinned once and for all. */
	root: PublicJwk;
	enrolledMs: number;
}

/** The device's own chain: a random epoch, the next number, the newest scan. */
export interface ChainState {
	e: string;
	n: number;
	p?: string;
	/** How many scans this phone has kept in all, over every chain it began. */
	kept: number;
}

/**
 * How far a scan has come. Pending: on this phone only. Safe: a receipt verified. Unfolded: stored
 * there, and what it means is not known yet. Person: kept there, for a person to see. Refused: not
 * kept there. Aside: its request is not even opened there. The last two are on this phone only, too.
 */
export type Sync = "pending" | "safe" | "unfolded" | "person" | "refused" | "aside";

/** Whether no copy but this phone's is known of: it is laid over the day, exported, never forgotten. */
export function isOnlyHere(sync: Sync): boolean {
	return sync === "pending" || sync === "refused" || sync === "aside";
}

export interface KeptScan {
	/** The order of keeping, which is also the order of sending. */
	seq: number;
	id: string;
	jws: string;
	private?: string;
	act: Act;
	on: On[];
	to?: string;
	of?: string;
	/** The office where it was signed, for the list of what is not yet safe. */
	place?: string;
	keptMs: number;
	sync: Sync;
	receivedMs?: number;
	epoch?: string;
	flags?: string[];
	reason?: string;
	case?: string;
	/** Not kept there, set aside, or not folded yet: offered again from this moment on. */
	againMs?: number;
	/** How often that has happened; each time the pause is longer. */
	tries?: number;
}

export type Fix = [
	ms: number,
	lat_e7: number,
	lon_e7: number,
	accuracy_m: number,
	speed_cms: number | null,
	heading_deg: number | null,
];

interface Phone extends DBSchema {
	device: { key: "enrolment"; value: Enrolment };
	chain: { key: "state"; value: ChainState };
	scans: {
		key: number;
		value: KeptScan;
		indexes: { sync: Sync; id: string };
	};
	fixes: { key: number; value: Fix };
	kept: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Phone>;

/** "Saved" is said only once the phone has really written it. */
export const STRICT = { durability: "strict" } as const;

export async function openPhone(name = "hoso-courier"): Promise<Database> {
	const database = await openDB<Phone>(name, 1, {
		/** Another tab wants to delete it, or brings a newer app: an old tab must not be in the way. */
		blocking() {
			database.close();
		},
		upgrade(database) {
			database.createObjectStore("device");
			database.createObjectStore("chain");
			const scans = database.createObjectStore("scans", { keyPath: "seq" });
			scans.createIndex("sync", "sync");
			scans.createIndex("id", "id");
			database.createObjectStore("fixes", { autoIncrement: true });
			database.createObjectStore("kept");
		},
	});
	return database;
}
