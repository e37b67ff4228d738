/** What a device keeps: its key, its chain of scans, its day, its positions. Each with its owner. */

import type { DBSchema, IDBPDatabase, IDBPObjectStore } from "idb";
import type { ServerKeys } from "../keys";
import type { Act, On } from "../scan";
import type { DeviceKey, PublicJwk } from "../signing";
import type { Session } from "./api";
import { type Clock, deviceClock } from "./clock";
import { Connection, type Trouble } from "./connection";
import { upgrade } from "./upgrade";

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
	/** The key whose chain it is: what was opened under an older one adds nothing to it. */
	device?: string;
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
	/** The party for which it was signed: whoever holds the phone later is shown none of it. */
	party: string;
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

/** What is kept of the browser itself, whoever holds it. An app adds what is its own. */
export interface OfBrowser {
	/** The server's epoch as it was heard last. */
	epoch: string;
	/** The public halves of the keys that this browser had before: their scans are still exported. */
	jwks: Record<string, PublicJwk>;
	/** The key that was made for a ticket, until the ticket's answer has come. */
	joining: { secret: string; key: DeviceKey };
}

/** What is kept of one key of this browser. */
export interface OfDevice {
	keys: ServerKeys;
	session: Session;
}

/** What is kept for the eyes of one person. An app adds what is its own. */
// biome-ignore lint/suspicious/noEmptyInterface: the apps fill it.
export interface OfPerson {}

type Things = OfBrowser & OfDevice & OfPerson;

type OwnedThing = Things[keyof Things];

/** Whose a thing is, as it stands in its key. */
export type Owner = "browser" | `device:${string}` | `person:${string}`;

type OwnedKey = [owner: Owner, name: string];

export interface Stores extends DBSchema {
	device: { key: "enrolment"; value: Enrolment };
	chain: { key: "state"; value: ChainState };
	scans: {
		key: number;
		value: KeptScan;
		indexes: { sync: Sync; id: string; party: [party: string, sync: Sync]; againMs: number };
	};
	fixes: { key: number; value: { person: string; fix: Fix }; indexes: { person: string } };
	owned: { key: OwnedKey; value: OwnedThing };
	/** Which tab brings the outbox to the server just now. */
	turn: { key: "sending"; value: { tab: string; untilMs: number } };
}

export type OpenDatabase = IDBPDatabase<Stores>;

export type OwnedStore = Pick<
	IDBPObjectStore<Stores, ["owned"], "owned", "readwrite">,
	"get" | "put"
>;

/** "Saved" is said only once the phone has really written it. */
export const STRICT = { durability: "strict" } as const;

/** What one tab tells the others, who show the same. */
export type News =
	| { is: "scans"; seqs: number[] }
	| { is: "round"; name: string }
	| { is: "to_count" }
	| { is: "joined" };

/** The things of one owner, by name. */
export class Owned<Of> {
	readonly #database: Database;
	readonly #owner: Owner;

	constructor(database: Database, owner: Owner) {
		this.#database = database;
		this.#owner = owner;
	}

	async get<Name extends keyof Of & string>(name: Name): Promise<Of[Name] | undefined> {
		// Under an owner's name stands only what `put` took for that name.
		return (await this.#database.get("owned", [this.#owner, name])) as Of[Name] | undefined;
	}

	put<Name extends keyof Of & string>(name: Name, value: Of[Name]): Promise<void> {
		return this.change(name, () => value);
	}

	/** What is kept is read and written in one turn: what another tab writes is never written over. */
	change<Name extends keyof Of & string>(
		name: Name,
		change: (now: Of[Name] | undefined) => Of[Name],
	): Promise<void> {
		const key: OwnedKey = [this.#owner, name];
		return this.write(async (store) => {
			const next = change((await store.get(key)) as Of[Name] | undefined);
			await store.put(next as OwnedThing, key);
		});
	}

	/** In a transaction that ends by itself, and may be done twice. */
	protected write(work: (store: OwnedStore) => Promise<void>): Promise<void> {
		return this.#database.use(async (opened) => {
			const writing = opened.transaction("owned", "readwrite");
			await done(writing, work(writing.store));
		});
	}

	delete(name: keyof Of & string): Promise<void> {
		return this.#database.delete("owned", [this.#owner, name]);
	}

	async names(): Promise<(keyof Of & string)[]> {
		const keys = await this.#database.getAllKeys("owned", allOf(this.#owner));
		return keys.map(([, name]) => name as keyof Of & string);
	}
}

/** Of a failure the transaction as a whole says more than what was asked in it. */
export async function done(
	writing: { done: Promise<void> },
	work: Promise<unknown>,
): Promise<void> {
	work.catch(() => {});
	await writing.done;
	await work;
}

/** Every thing of one owner. */
function allOf(owner: Owner): IDBKeyRange {
	return IDBKeyRange.bound([owner], [owner, []]);
}

/** Every thing that is kept for anybody's eyes. */
export function ofAllPersons(): IDBKeyRange {
	return IDBKeyRange.bound(["person:"], ["person:~"]);
}

/**
 * The one way to what is kept. A connection that the browser closed is opened anew, and what was
 * asked is asked once more; what cannot be opened any more is told aloud.
 */
export class Database extends Connection<Stores, News> {
	readonly browser = new Owned<OfBrowser>(this, "browser");

	ofDevice(id: string): Owned<OfDevice> {
		return new Owned(this, `device:${id}`);
	}

	ofPerson(id: string): Owned<OfPerson> {
		return new Owned(this, `person:${id}`);
	}

	readonly get: OpenDatabase["get"] = (...args) => this.use((opened) => opened.get(...args));
	readonly getAll: OpenDatabase["getAll"] = (...args) =>
		this.use((opened) => opened.getAll(...args));
	readonly getAllKeys: OpenDatabase["getAllKeys"] = (...args) =>
		this.use((opened) => opened.getAllKeys(...args));
	readonly getFromIndex: OpenDatabase["getFromIndex"] = (...args) =>
		this.use((opened) => opened.getFromIndex(...args));
	readonly getAllFromIndex: OpenDatabase["getAllFromIndex"] = (...args) =>
		this.use((opened) => opened.getAllFromIndex(...args));
	readonly count: OpenDatabase["count"] = (...args) => this.use((opened) => opened.count(...args));
	readonly countFromIndex: OpenDatabase["countFromIndex"] = (...args) =>
		this.use((opened) => opened.countFromIndex(...args));
	readonly add: OpenDatabase["add"] = (...args) => this.use((opened) => opened.add(...args));
	readonly put: OpenDatabase["put"] = (...args) => this.use((opened) => opened.put(...args));
	readonly delete: OpenDatabase["delete"] = (...args) =>
		this.use((opened) => opened.delete(...args));
}

/** Open what is kept under a name; `told` hears of what keeps it from being read or written. */
export async function openPhone(
	name = "hoso-courier",
	told: (trouble: Trouble | null) => void = () => {},
	clock: Pick<Clock, "after"> = deviceClock,
): Promise<Database> {
	const database = new Database({ name, version: 2, upgrade, told, clock });
	await database.open();
	return database;
}
