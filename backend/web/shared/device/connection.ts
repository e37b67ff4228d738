/**
 * A connection to what is kept that outlives the browser's own: closed under the app it is opened
 * anew, before a newer app in another tab it gives way, and what cannot go on is told, never silent.
 */

import {
	type DBSchema,
	type IDBPDatabase,
	type IDBPTransaction,
	openDB,
	type StoreNames,
} from "idb";
import type { Clock } from "./clock";

/**
 * What keeps a store from being read or written. Blocked: another tab holds an older shape. Outdated:
 * another tab brought a newer one, or deleted all. Stuck: no answer. Dead: it cannot be opened.
 * Emptied: the browser has thrown away all that was kept.
 */
export type Trouble = "blocked" | "outdated" | "stuck" | "dead" | "emptied";

/** Nothing can be read or written any more by this page. */
const FOR_GOOD: ReadonlySet<Trouble | null> = new Set(["outdated", "emptied"]);

/** The device has no room left: what was to be kept is not, and the person is told at once. */
export class StorageFull extends Error {}

/** Nothing can be read or written any more by this page; it was told why. */
export class StoreOver extends Error {}

const PATIENCE_MS = 8_000;
const LOST: ReadonlySet<string> = new Set(["InvalidStateError", "AbortError", "UnknownError"]);

type Upgrading<Stores extends DBSchema> = IDBPTransaction<
	Stores,
	StoreNames<Stores>[],
	"versionchange"
>;

export interface Opening<Stores extends DBSchema> {
	name: string;
	version: number;
	upgrade(
		opened: IDBPDatabase<Stores>,
		before: number,
		transaction: Upgrading<Stores>,
	): void | Promise<void>;
	told(trouble: Trouble | null): void;
	clock: Pick<Clock, "after">;
}

export class Connection<Stores extends DBSchema, News> {
	readonly name: string;

	readonly #opening: Opening<Stores>;
	readonly #channel: BroadcastChannel;
	readonly #listeners = new Set<(news: News) => void>();
	#current: Promise<IDBPDatabase<Stores>> | null = null;
	#newest: IDBPDatabase<Stores> | null = null;
	#wasOpen = false;
	/** Closed for good, by us or before another tab. */
	#isOver = false;
	#trouble: Trouble | null = null;

	constructor(opening: Opening<Stores>) {
		this.name = opening.name;
		this.#opening = opening;
		this.#channel = new BroadcastChannel(opening.name);
		this.#channel.onmessage = ({ data }: MessageEvent<News>) => {
			for (const hear of this.#listeners) hear(data);
		};
	}

	async open(): Promise<void> {
		await this.use(async () => {});
	}

	/**
	 * Ask or write something. It is done anew if the connection was lost meanwhile, so it must bear
	 * being done twice.
	 */
	async use<Found>(work: (opened: IDBPDatabase<Stores>) => Promise<Found>): Promise<Found> {
		const stopWaiting = this.#opening.clock.after(PATIENCE_MS, () => {
			if (this.#trouble === null) this.#tell("stuck"); // whatever is told already says more
		});
		try {
			const found = await this.#tried(work);
			if (this.#trouble !== null && !FOR_GOOD.has(this.#trouble)) this.#tell(null);
			return found;
		} catch (error) {
			throw isQuota(error) ? new StorageFull() : error;
		} finally {
			stopWaiting();
		}
	}

	/** Tell the other tabs. */
	tell(news: News): void {
		if (!this.#isOver) this.#channel.postMessage(news);
	}

	/** Hear what other tabs tell; returns how to stop. */
	listen(hear: (news: News) => void): () => void {
		this.#listeners.add(hear);
		return () => this.#listeners.delete(hear);
	}

	close(): void {
		this.#isOver = true;
		this.#channel.close();
		void this.#current?.then((opened) => opened.close()).catch(() => {});
		this.#current = null;
	}

	async #tried<Found>(work: (opened: IDBPDatabase<Stores>) => Promise<Found>): Promise<Found> {
		const opened = await this.#opened();
		try {
			return await work(opened);
		} catch (error) {
			if (!isLost(error)) throw error;
			this.#forget(opened);
			return this.#triedAgain(work);
		}
	}

	/** Several who ask at once find it lost; only the first of them may open it anew. */
	#forget(lost: IDBPDatabase<Stores>): void {
		lost.close();
		if (this.#newest !== lost) return;
		this.#newest = null;
		this.#current = null;
	}

	async #triedAgain<Found>(
		work: (opened: IDBPDatabase<Stores>) => Promise<Found>,
	): Promise<Found> {
		const opened = await this.#opened();
		try {
			return await work(opened);
		} catch (error) {
			if (isLost(error) && !this.#isOver) this.#tell("dead");
			throw error;
		}
	}

	#opened(): Promise<IDBPDatabase<Stores>> {
		if (this.#isOver) return Promise.reject(new StoreOver(this.name));
		if (this.#current !== null) return this.#current;
		const opening = this.#openAnew();
		this.#current = opening;
		opening.catch(() => {
			if (this.#current === opening) this.#current = null; // whoever asks next tries anew
		});
		return opening;
	}

	async #openAnew(): Promise<IDBPDatabase<Stores>> {
		const { name, version, upgrade } = this.#opening;
		try {
			const opened = await openDB<Stores>(name, version, {
				upgrade: (opened, before, _, transaction) => {
					if (before === 0 && this.#wasOpen) return this.#emptied(transaction);
					return upgrade(opened, before, transaction);
				},
				blocked: () => this.#tell("blocked"),
				blocking: () => this.#giveWay(opened),
				terminated: () => this.#lookAgain(opened),
			});
			this.#newest = opened;
			this.#wasOpen = true;
			return opened;
		} catch (error) {
			if (this.#isOver) throw new StoreOver(name);
			const isOlder = error instanceof DOMException && error.name === "VersionError";
			this.#tell(isOlder ? "outdated" : "dead");
			throw error;
		}
	}

	/** The browser may have thrown away what was kept: whoever sits before it is told at once. */
	#lookAgain(lost: IDBPDatabase<Stores>): void {
		this.#forget(lost);
		this.open().catch(() => {}); // told by then
	}

	/** Nothing is begun in the place of what was lost: it would look as if all were well. */
	#emptied(opening: Upgrading<Stores>): void {
		opening.done.catch(() => {});
		opening.abort();
		this.#end("emptied");
	}

	/** A tab in the way of a newer app, or of forgetting everything, closes at once and says so. */
	#giveWay(opened: IDBPDatabase<Stores>): void {
		opened.close();
		this.#end("outdated");
	}

	#end(trouble: Trouble): void {
		this.#isOver = true;
		this.#current = null;
		this.#channel.close();
		this.#tell(trouble);
	}

	#tell(trouble: Trouble | null): void {
		this.#trouble = trouble;
		this.#opening.told(trouble);
	}
}

function isQuota(error: unknown): boolean {
	return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** An error of the connection, not of what was asked. */
function isLost(error: unknown): boolean {
	return error instanceof DOMException && LOST.has(error.name);
}
