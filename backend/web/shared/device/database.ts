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

/** Pending: on this phone only. Safe: a receipt verified. Person: kept there, for a person to see. */
export type Sync = "pending" | "safe" | "person" | "refused";

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

export function openPhone(name = "hoso-courier"): Promise<Database> {
	return openDB<Phone>(name, 1, {
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
}
