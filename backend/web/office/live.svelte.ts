/** The board as it is now: a snapshot, every fact after it, and the positions of couriers. */

import { learnTime } from "../shared/device/api";
import { nowMs } from "../shared/device/clock";
import { Feed, type FeedEntry, type Light, type Place } from "../shared/feed";
import { WorkingCalendar } from "../shared/working_time";
import { Board, type BoardCourier, type BoardOffice, type BoardSnapshot } from "./board";
import type { DeskApi } from "./desk_api";
import type { Devices } from "./devices.svelte";

type Road = Pick<DeskApi, "get" | "post">;
type News = Pick<Devices, "load" | "hear">;

const TICK_MS = 1_000;

/** Whoever keeps something of the board is told of each record that changes, before screens are. */
export interface LiveReader {
	/** An item changed. */
	changed?(subject: string): void;
	/** Parties are elsewhere, or work otherwise. */
	moved?(parties: readonly string[]): void;
	/** All is another. */
	reset(): void;
	/** A second has passed. */
	tick?(nowMs: number): void;
}

export class LiveBoard {
	/** Changed in place: what a screen shows of it is read by the getters below, or by a reader. */
	readonly board = new Board();
	light = $state.raw<Light>({ is: "offline", sinceMs: nowMs() });
	/** The clock of the screens, which is the server's. */
	now = $state(nowMs());
	/** When the board was last fetched whole; null before the first time. */
	loadedMs = $state<number | null>(null);
	/** When offices work, as the server told last. */
	calendar = $state.raw(new WorkingCalendar());
	/** The last time it was asked for, no board came. */
	isUnanswered = $state(false);

	readonly #api: Road;
	/** The stream of which the board is made. */
	readonly #scope: string;
	readonly #feed: Feed;
	readonly #heard: (epoch: string) => void;
	readonly #devices: News;
	readonly #readers = new Set<LiveReader>();
	/** How often parties came or changed their work, and how often they moved. */
	#parties = $state(0);
	#moves = $state(0);
	#timer: ReturnType<typeof setInterval> | undefined;
	/** Parties whose names have been asked for. */
	readonly #asked = new Set<string>();

	/** `desk` is the stream of one's own desk, where devices that join are told; null without one. */
	constructor(
		api: Road,
		{ scope, desk }: { scope: string; desk: string | null },
		devices: News,
		heard: (epoch: string) => void,
	) {
		this.#api = api;
		this.#scope = scope;
		this.#devices = devices;
		this.#heard = heard;
		this.#feed = new Feed(feedUrl(), desk === null ? [scope] : [scope, desk], {
			ticket: (streams) => this.#ticket(streams),
			snapshot: (stream, head) =>
				stream === scope ? this.#snapshot(stream) : this.#beginDesk(head),
			entry: (entry) => this.#hear(entry),
			light: (light) => {
				this.light = light;
			},
			moved: (couriers, at) => {
				const moved = this.board.move(couriers, at);
				for (const reader of this.#readers) reader.moved?.(moved);
				this.#moves += 1;
			},
		});
	}

	get offices(): ReadonlyMap<string, BoardOffice> {
		void this.#parties;
		return this.board.offices;
	}

	/** Who they are and whether they work; where they are, `courier` tells. */
	get couriers(): ReadonlyMap<string, BoardCourier> {
		void this.#parties;
		return this.board.couriers;
	}

	/** A courier where he is now. */
	courier(id: string | null): BoardCourier | undefined {
		void this.#moves;
		return id === null ? undefined : this.couriers.get(id);
	}

	/** Be told of changes until the answer is called. */
	read(reader: LiveReader): () => void {
		this.#readers.add(reader);
		return () => void this.#readers.delete(reader);
	}

	start(): void {
		this.#timer = setInterval(this.#tick, TICK_MS);
		addEventListener("online", this.#wake);
		addEventListener("pageshow", this.#wake);
		document.addEventListener("visibilitychange", this.#wake);
		this.#feed.start();
	}

	stop(): void {
		clearInterval(this.#timer);
		removeEventListener("online", this.#wake);
		removeEventListener("pageshow", this.#wake);
		document.removeEventListener("visibilitychange", this.#wake);
		this.#feed.stop();
	}

	#wake = (): void => {
		if (document.visibilityState !== "visible") return;
		this.#tick();
		this.#feed.hurry();
	};

	#tick = (): void => {
		this.now = nowMs();
		for (const reader of this.#readers) reader.tick?.(this.now);
	};

	async #ticket(streams: readonly string[]): Promise<string> {
		try {
			const { ticket } = await this.#api.post("feed-tickets", { streams });
			return ticket;
		} catch (error) {
			this.isUnanswered = true;
			throw error;
		}
	}

	async #snapshot(stream: string): Promise<Place> {
		const snapshot = learnTime(await this.#fetched(stream));
		this.isUnanswered = false;
		this.board.reset(snapshot);
		this.calendar = new WorkingCalendar(snapshot.calendar);
		this.#resetReaders();
		this.loadedMs = nowMs();
		this.#heard(snapshot.epoch);
		return { epoch: snapshot.epoch, position: snapshot.position };
	}

	/** The desk's stream has no board: what it changes is read again from where it stands. */
	async #beginDesk(head: Place | null): Promise<Place | null> {
		if (head !== null) await this.#devices.load();
		return head;
	}

	async #fetched(stream: string): Promise<BoardSnapshot> {
		try {
			return await this.#api.get(`boards/${stream}`);
		} catch (error) {
			this.isUnanswered = true;
			throw error;
		}
	}

	/**
	 * The board is made of one stream, in its order. A case is told to the desk's stream, too, which
	 * may bring it before the board's own brings who has the paper by then: newer, so that what is
	 * older would be dropped for good.
	 */
	#hear(entry: FeedEntry): void {
		if (entry.stream !== this.#scope) {
			void this.#devices.hear(entry);
			return;
		}
		this.#apply(entry);
		const strangers = this.board.strangersIn(entry).filter((party) => !this.#asked.has(party));
		for (const party of strangers) this.#asked.add(party);
		if (strangers.length > 0) void this.#learnNames(strangers);
	}

	/** The first paper to a new office names it by its id alone: its name is asked for, once. */
	async #learnNames(strangers: readonly string[]): Promise<void> {
		try {
			const named = await this.#fetched(this.#scope);
			this.board.learnNames(named); // as it is by now: facts came meanwhile
		} catch {
			for (const party of strangers) this.#asked.delete(party);
			return;
		}
		this.#move([...this.board.offices.keys(), ...this.board.couriers.keys()]);
	}

	#apply(entry: FeedEntry): void {
		const changed = this.board.apply(entry);
		if (changed === null) return;
		if ("courier" in changed) this.#move([changed.courier]);
		else for (const reader of this.#readers) reader.changed?.(changed.item);
	}

	#move(parties: readonly string[]): void {
		for (const reader of this.#readers) reader.moved?.(parties);
		this.#parties += 1;
	}

	#resetReaders(): void {
		for (const reader of this.#readers) reader.reset();
		this.#parties += 1;
	}
}

function feedUrl(): string {
	return `${location.origin.replace(/^http/, "ws")}/ws/track`;
}
