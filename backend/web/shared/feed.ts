/**
 * What happens elsewhere, as it happens: one socket, many streams, no hole unseen.
 *
 * A screen is an old screen plus facts. Whoever watches brings a snapshot with its position; the feed
 * brings every later entry exactly in order, or asks for the snapshot again.
 */

import { nowMs } from "./device/clock";

/** What the light shows. Live means heard of less than 20 s ago, not that a socket is open. */
export type Light =
	| { is: "live" }
	| { is: "catching"; left: number }
	| { is: "offline"; sinceMs: number };

export interface Place {
	epoch: string;
	position: number;
}

export interface FeedEntry {
	stream: string;
	position: number;
	kind: string;
	body: { subject: string; rev: number } & Record<string, unknown>;
}

/** One courier that moved: id, position, accuracy, age and heading. */
export type Moved = [
	id: string,
	lat_e7: number,
	lon_e7: number,
	accuracy_m: number,
	age_s: number,
	heading_deg: number | null,
];

export interface FeedWatcher {
	/** A fresh one-use ticket for these streams; throws without network. */
	ticket(streams: readonly string[]): Promise<string>;
	/**
	 * Fetch what the stream shows again and say where that stands. Called for the first time, too.
	 *
	 * What is fetched may have no place of its own: then the answer is null, the server is asked where
	 * the stream stands, and the question comes once more with that place, for what is fetched now to
	 * be no older.
	 */
	snapshot(stream: string, head: Place | null): Promise<Place | null>;
	entry(entry: FeedEntry): void;
	light(light: Light): void;
	moved?(couriers: readonly Moved[], at: string): void;
}

type Down =
	| { t: "sub_ok"; s: string; epoch: string; head: number; mode: "live" | "replay" | "reset" }
	| { t: "reset"; s: string; reason: string }
	| { t: "ev"; s: string; p: number; k: string; b: FeedEntry["body"] }
	| { t: "head"; s: string; epoch: string; p: number }
	| { t: "moved"; at: string; couriers: Moved[] }
	| { t: "auth"; exp: string }
	| { t: "bye"; code: number };

const SUBPROTOCOL = "track.v1";
const SILENCE_MS = 20_000;
const LOOK_MS = 1_000;
const ACK_MS = 100;
const PAGE = 256; // the server waits for an ack after as many
const LONGEST_PAUSE_MS = 30_000;
const RENEW_EARLY_MS = 60_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1; // a longer one would go off at once
const TOO_SLOW = 4408;
const SLOW_TIMES = 3;
const CUT = 1006;
/** No history has this place, so the server answers with the right one. */
const NOWHERE: Readonly<Place> = { epoch: "", position: 0 };

interface Stream {
	place: Place | null;
	head: number;
	isAsking: boolean;
	unacknowledged: number;
}

export class Feed {
	readonly #url: string;
	readonly #watcher: FeedWatcher;
	readonly #streams = new Map<string, Stream>();
	#socket: WebSocket | null = null;
	#heardMs = 0;
	#openedMs = 0;
	#offlineSinceMs = nowMs();
	#failures = 0;
	#slowTimes = 0;
	#isStopped = true;
	/** No try has failed yet: whoever has only just begun to ask has lost nothing. */
	#isFirst = true;
	/** Since when the browser says that there is no network at all. */
	#cutMs: number | null = null;
	#shown = "";
	#lookTimer: ReturnType<typeof setInterval> | undefined;
	#retryTimer: ReturnType<typeof setTimeout> | undefined;
	#ackTimer: ReturnType<typeof setTimeout> | undefined;
	#renewTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(url: string, streams: readonly string[], watcher: FeedWatcher) {
		this.#url = url;
		this.#watcher = watcher;
		for (const name of streams) {
			this.#streams.set(name, { place: null, head: 0, isAsking: false, unacknowledged: 0 });
		}
	}

	start(): void {
		this.#isStopped = false;
		globalThis.addEventListener?.("offline", this.#cut);
		globalThis.addEventListener?.("online", this.#mended);
		this.#lookTimer = setInterval(() => this.#look(), LOOK_MS);
		this.#show();
		void this.#open();
	}

	stop(): void {
		this.#isStopped = true;
		globalThis.removeEventListener?.("offline", this.#cut);
		globalThis.removeEventListener?.("online", this.#mended);
		clearInterval(this.#lookTimer);
		clearTimeout(this.#retryTimer);
		clearTimeout(this.#ackTimer);
		clearTimeout(this.#renewTimer);
		this.#socket?.close(1000);
		this.#socket = null;
		this.#heardMs = 0;
		this.#isFirst = false;
		this.#show(); // nobody hears anything any more, and no light says otherwise
	}

	/** Do not wait for the pause to end: the network has just come back. */
	hurry(): void {
		if (this.#isStopped || this.#socket !== null) return;
		clearTimeout(this.#retryTimer);
		this.#failures = 0;
		void this.#open();
	}

	/** The browser knows at once what the silence of a socket tells only after a while. */
	#cut = (): void => {
		this.#cutMs = nowMs();
		const socket = this.#socket;
		if (socket !== null) {
			socket.close();
			this.#closed(socket, CUT);
		}
		this.#show();
	};

	#mended = (): void => {
		this.#cutMs = null;
		this.hurry();
	};

	async #open(): Promise<void> {
		if (this.#isStopped) return;
		let ticket: string;
		try {
			ticket = await this.#watcher.ticket([...this.#streams.keys()]);
		} catch {
			this.#retryLater();
			return;
		}
		if (this.#isStopped || this.#socket !== null) return;
		const socket = new WebSocket(this.#url, SUBPROTOCOL);
		this.#socket = socket;
		this.#openedMs = nowMs();
		socket.onopen = () => {
			socket.send(JSON.stringify({ t: "hello", ticket }));
			for (const name of this.#streams.keys()) void this.#subscribe(name);
		};
		socket.onmessage = (message) => {
			if (socket === this.#socket) this.#hear(JSON.parse(String(message.data)) as Down);
		};
		socket.onclose = (close) => this.#closed(socket, close.code);
	}

	/** A connection that died without a word is given up, since its close may take minutes. */
	#look(): void {
		const socket = this.#socket;
		const heardMs = Math.max(this.#heardMs, this.#openedMs);
		if (socket !== null && nowMs() - heardMs > SILENCE_MS) {
			socket.close();
			this.#closed(socket, CUT);
		}
		this.#show();
	}

	#closed(socket: WebSocket, code: number): void {
		if (socket !== this.#socket) return;
		this.#socket = null;
		this.#heardMs = 0;
		for (const stream of this.#streams.values()) stream.isAsking = false;
		this.#slowTimes = code === TOO_SLOW ? this.#slowTimes + 1 : 0;
		if (this.#slowTimes >= SLOW_TIMES) this.#forgetPlaces();
		this.#show();
		this.#retryLater();
	}

	/** Too slow to be replayed to: a snapshot is shorter. */
	#forgetPlaces(): void {
		this.#slowTimes = 0;
		for (const stream of this.#streams.values()) stream.place = null;
	}

	/** Full jitter: a thousand screens do not come back in the same second. */
	#retryLater(): void {
		if (this.#isStopped) return;
		this.#isFirst = false;
		this.#show();
		const longest = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
		this.#failures += 1;
		this.#retryTimer = setTimeout(() => void this.#open(), Math.random() * longest);
	}

	async #subscribe(name: string, head: Place | null = null): Promise<void> {
		const stream = this.#streams.get(name);
		const socket = this.#socket;
		if (stream === undefined || stream.isAsking) return;
		stream.isAsking = true;
		try {
			const place = stream.place ?? (await this.#watcher.snapshot(name, head));
			stream.place = place === null ? null : { ...place }; // ours to move on
		} catch {
			stream.isAsking = false;
			socket?.close(); // no snapshot, no network: start over after a pause
			return;
		}
		if (socket !== this.#socket) return;
		const { epoch, position } = stream.place ?? NOWHERE;
		this.#say({ t: "sub", s: name, epoch, p: position });
	}

	#hear(message: Down): void {
		this.#heardMs = nowMs();
		switch (message.t) {
			case "ev":
				this.#entry(message);
				break;
			case "sub_ok":
				this.#subscribed(message);
				break;
			case "reset":
				this.#reset(message.s);
				break;
			case "head":
				this.#headOf(message);
				break;
			case "moved":
				this.#watcher.moved?.(message.couriers, message.at);
				break;
			case "auth":
				this.#renewBefore(Date.parse(message.exp));
				break;
			case "bye":
				break; // the close that follows says all
		}
		this.#show();
	}

	/** A fresh ticket on the same socket prolongs its rights, and nothing is heard twice. */
	#renewBefore(untilMs: number): void {
		clearTimeout(this.#renewTimer);
		const waitMs = Math.min(
			LONGEST_TIMER_MS,
			Math.max(RENEW_EARLY_MS / 2, untilMs - nowMs() - RENEW_EARLY_MS),
		);
		const socket = this.#socket;
		this.#renewTimer = setTimeout(async () => {
			const ticket = await this.#watcher.ticket([...this.#streams.keys()]).catch(() => null);
			if (ticket !== null && socket === this.#socket) this.#say({ t: "hello", ticket });
		}, waitMs);
	}

	#entry(message: Extract<Down, { t: "ev" }>): void {
		const stream = this.#streams.get(message.s);
		if (stream?.place == null || message.p <= stream.place.position) return;
		if (message.p !== stream.place.position + 1) {
			void this.#subscribe(message.s);
			return;
		}
		this.#watcher.entry({
			stream: message.s,
			position: message.p,
			kind: message.k,
			body: message.b,
		});
		stream.place.position = message.p;
		stream.head = Math.max(stream.head, message.p);
		stream.unacknowledged += 1;
		if (stream.unacknowledged >= PAGE) this.#acknowledge();
		else this.#ackTimer ??= setTimeout(() => this.#acknowledge(), ACK_MS);
	}

	#subscribed(message: Extract<Down, { t: "sub_ok" }>): void {
		const stream = this.#streams.get(message.s);
		if (stream === undefined) return;
		stream.isAsking = false;
		stream.head = message.head;
		const head = { epoch: message.epoch, position: message.head };
		if (message.mode === "reset") this.#reset(message.s, head);
		else this.#failures = 0;
	}

	#reset(name: string, head: Place | null = null): void {
		const stream = this.#streams.get(name);
		if (stream === undefined) return;
		stream.place = null;
		stream.isAsking = false;
		void this.#subscribe(name, head);
	}

	/** The head comes when nothing else does: it tells silence from loss. */
	#headOf(message: Extract<Down, { t: "head" }>): void {
		const stream = this.#streams.get(message.s);
		if (stream?.place == null) return;
		stream.head = message.p;
		if (message.epoch !== stream.place.epoch) this.#reset(message.s);
		else if (message.p > stream.place.position) void this.#subscribe(message.s);
	}

	#acknowledge(): void {
		clearTimeout(this.#ackTimer);
		this.#ackTimer = undefined;
		for (const [name, stream] of this.#streams) {
			if (stream.unacknowledged === 0 || stream.place === null) continue;
			stream.unacknowledged = 0;
			this.#say({ t: "ack", s: name, p: stream.place.position });
		}
	}

	#say(message: object): void {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
	}

	#show(): void {
		const light = this.#lightNow();
		const said = JSON.stringify(light);
		if (said === this.#shown) return;
		this.#shown = said;
		this.#watcher.light(light);
	}

	#lightNow(): Light {
		if (this.#cutMs !== null) return { is: "offline", sinceMs: this.#cutMs };
		const now = nowMs();
		const isOpening = this.#isFirst && now - this.#offlineSinceMs <= SILENCE_MS;
		if (this.#heardMs === 0 && isOpening) return { is: "catching", left: 0 };
		if (now - this.#heardMs > SILENCE_MS) {
			if (this.#heardMs > 0) this.#offlineSinceMs = this.#heardMs;
			return { is: "offline", sinceMs: this.#offlineSinceMs };
		}
		this.#offlineSinceMs = this.#heardMs;
		const streams = [...this.#streams.values()];
		const left = streams.reduce(
			(sum, { head, place }) => sum + Math.max(0, head - (place?.position ?? 0)),
			0,
		);
		const isWaiting = streams.some((stream) => stream.place === null || stream.isAsking);
		return left > 0 || isWaiting ? { is: "catching", left } : { is: "live" };
	}
}
