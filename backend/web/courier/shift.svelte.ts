/** On shift or not; positions are taken on shift alone, and brought to the server when one can. */

import { type DeviceApi, Offline, Refused } from "../shared/device/api";
import { type Clock, deviceClock } from "../shared/device/clock";
import type { Database, Fix } from "../shared/device/database";
import type { Position } from "./distance";
import type { Mine } from "./mine";

const SEND_EVERY_MS = 15_000;
/** So long the server's word is waited for; then the phone's own counts, as without network. */
const PATIENCE_MS = 10_000;
/** A position as old as this is none any more. */
const OLD_POSITION_MS = 5 * 60_000;
const MAX_FIXES = 500;
const FASTEST_FIX_MS = 5_000;
const MOST_KEPT = 20_000; // two weeks of riding without network

interface ShiftAct {
	act: "start" | "stop";
	at: string;
}

interface KeptShift {
	startedAt: string | null;
	/** Declared and not yet told: a shift begins without network, too. */
	untold: ShiftAct[];
}

declare module "../shared/device/database" {
	interface OfPerson {
		shift: KeptShift;
	}
}

/** What the keeper stands on, so that a test can bring its own. */
export interface ShiftWorld {
	database: Database;
	person: string;
	mine: Mine;
	api: Pick<DeviceApi, "post">;
	clock?: Clock;
	/** Absent where the browser has none. */
	geolocation?: Pick<Geolocation, "watchPosition" | "clearWatch"> | undefined;
}

export class ShiftKeeper {
	startedAt = $state<string | null>(null);
	/** Whether somebody has said how the shift stands; before that the screen offers nothing. */
	isKnown = $state(false);
	position = $state.raw<Position | null>(null);
	/** The phone refuses to say where it is: work goes on, and the screen says so. */
	isBlind = $state(false);

	readonly #database: Database;
	readonly #person: string;
	readonly #mine: Mine;
	readonly #api: Pick<DeviceApi, "post">;
	readonly #clock: Clock;
	readonly #geolocation: ShiftWorld["geolocation"];
	readonly #told: () => void;
	/** As it was declared or heard last; what is shown of it is kept by then. */
	#startedAt: string | null = null;
	#untold: ShiftAct[] = [];
	/** Counts what was declared and what was told: an answer from before either is out of date. */
	#turn = 0;
	#sending: Promise<void> | null = null;
	#watch: number | null = null;
	#stops: (() => void)[] = [];
	#lastFixMs = 0;
	#isEnded = false;

	/** `told` is called when the server has heard of a shift: the day's run may begin with it. */
	constructor(world: ShiftWorld, told: () => void) {
		this.#database = world.database;
		this.#person = world.person;
		this.#mine = world.mine;
		this.#api = world.api;
		this.#clock = world.clock ?? deviceClock;
		this.#geolocation = world.geolocation;
		this.#told = told;
	}

	async resume(): Promise<void> {
		const kept = await this.#mine.get("shift");
		if (this.#isEnded) return;
		this.#startedAt = kept?.startedAt ?? null;
		this.#untold = kept?.untold ?? [];
		// What this phone declared and the server has not heard yet is the newest word there is.
		this.isKnown = this.#untold.length > 0;
		this.#show();
		this.#stops = [
			this.#clock.every(SEND_EVERY_MS, () => void this.send()),
			this.#clock.after(PATIENCE_MS, () => this.unanswered()),
		];
	}

	/** Where the phone was before it slept says nothing of where it is. */
	look(): void {
		const atMs = this.position?.atMs ?? Number.POSITIVE_INFINITY;
		if (this.#clock.nowMs() - atMs > OLD_POSITION_MS) this.position = null;
	}

	/** For this keeper for good: another one may keep the shift of somebody else by now. */
	end(): void {
		this.#isEnded = true;
		for (const stop of this.#stops) stop();
		this.#unfollow();
	}

	/**
	 * Begin to ask the server; returns what its answer is given to. An answer counts only if nothing
	 * was declared or told since the question: it may have waited on a slow road meanwhile.
	 */
	asking(): (shift: { started_at: string } | null) => Promise<void> {
		const turn = this.#turn;
		return (shift) => (turn === this.#turn ? this.#heard(shift) : Promise.resolve());
	}

	/** Nobody answered: the phone's own word counts, so that a shift begins without network, too. */
	unanswered(): void {
		this.isKnown = true;
	}

	async #heard(shift: { started_at: string } | null): Promise<void> {
		if (this.#isEnded || this.#untold.length > 0) return;
		this.isKnown = true;
		const startedAt = shift?.started_at ?? null;
		if (startedAt === this.#startedAt) return;
		this.#startedAt = startedAt;
		this.#show();
		await this.#keep();
	}

	async start(): Promise<void> {
		if (this.#startedAt !== null) return;
		const at = new Date(this.#clock.nowMs()).toISOString();
		await this.#declare({ act: "start", at }, at);
	}

	async stop(): Promise<void> {
		if (this.#startedAt === null) return;
		await this.#declare({ act: "stop", at: new Date(this.#clock.nowMs()).toISOString() }, null);
	}

	/**
	 * Tell what was declared, then the positions; what cannot be told now is told later. One at a
	 * time: two that send side by side would each strike off an act, and only one of them was told.
	 */
	send(): Promise<void> {
		this.#sending ??= this.#sendAll().finally(() => {
			this.#sending = null;
		});
		return this.#sending;
	}

	async #sendAll(): Promise<void> {
		try {
			for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
				await this.#tellAct(next);
				this.#turn += 1;
				this.#untold = this.#untold.slice(1);
				await this.#keep();
				this.#told();
			}
			await this.#sendFixes();
		} catch (error) {
			// No network, or a busy server: all of it is still kept, and the timer tries again.
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
		}
	}

	/** An act that the server will never take is let go: its answer for the day says what is so. */
	async #tellAct(act: ShiftAct): Promise<void> {
		try {
			await this.#api.post("shifts", act);
		} catch (error) {
			if (!isFinal(error)) throw error;
		}
	}

	/** Shown once it is kept: whoever sees it may close the app. */
	async #declare(act: ShiftAct, startedAt: string | null): Promise<void> {
		this.#turn += 1;
		this.#untold = [...this.#untold, act];
		this.#startedAt = startedAt;
		await this.#keep();
		this.#show();
		await this.#sending; // it may be past the list already
		await this.send();
	}

	#show(): void {
		this.startedAt = this.#startedAt;
		if (this.startedAt === null) this.#unfollow();
		else this.#follow();
	}

	#keep(): Promise<void> {
		const kept: KeptShift = { startedAt: this.#startedAt, untold: $state.snapshot(this.#untold) };
		return this.#mine.put("shift", kept);
	}

	/** One's own alone: whoever had this phone before was elsewhere. */
	async #sendFixes(): Promise<void> {
		while (!this.#isEnded) {
			const keys = await this.#ownFixes();
			if (keys.length === 0) return;
			const found = await Promise.all(keys.map((key) => this.#database.get("fixes", key)));
			await this.#tell(found.flatMap((one) => (one === undefined ? [] : [one.fix])));
			await this.#forget(keys);
		}
	}

	#forget(keys: readonly number[]): Promise<void> {
		return this.#database.use(async (opened) => {
			const writing = opened.transaction("fixes", "readwrite");
			await Promise.all([...keys.map((key) => writing.store.delete(key)), writing.done]);
		});
	}

	#ownFixes(): Promise<number[]> {
		return this.#database.use((opened) =>
			opened.getAllKeysFromIndex("fixes", "person", this.#person, MAX_FIXES),
		);
	}

	/** Positions that the server will never take are let go, or no later one would get through. */
	async #tell(fixes: readonly Fix[]): Promise<void> {
		try {
			await this.#api.post("fixes", { fixes });
		} catch (error) {
			if (!isFinal(error)) throw error;
		}
	}

	#follow(): void {
		if (this.#isEnded || this.#watch !== null || this.#geolocation === undefined) return;
		this.#watch = this.#geolocation.watchPosition(
			(position) => void this.#record(position),
			(error) => {
				this.isBlind = error.code === error.PERMISSION_DENIED;
			},
			{ enableHighAccuracy: true, maximumAge: 5_000 },
		);
	}

	#unfollow(): void {
		if (this.#watch === null) return;
		this.#geolocation?.clearWatch(this.#watch);
		this.#watch = null;
		this.position = null;
	}

	async #record({ coords, timestamp }: GeolocationPosition): Promise<void> {
		this.isBlind = false;
		// By the server's clock, as far as it is known: the phone's own may be off by years.
		const fix = fixOf(coords, this.#clock.nowMs() - (Date.now() - timestamp));
		const [atMs, lat_e7, lon_e7, accuracy_m] = fix;
		this.position = { lat_e7, lon_e7, accuracy_m, atMs };
		const sinceMs = Date.parse(this.startedAt ?? "");
		// A phone's first answer is often an old position, from before the shift.
		if (!(atMs >= sinceMs) || atMs - this.#lastFixMs < FASTEST_FIX_MS) return;
		this.#lastFixMs = atMs;
		if ((await this.#database.count("fixes")) >= MOST_KEPT) return;
		await this.#mine.addFix(fix);
	}
}

/** Said of what was told, and not of who told it: such a one may be let in again. */
function isFinal(error: unknown): boolean {
	if (!(error instanceof Refused)) return false;
	const { retry, status } = error.problem;
	return retry !== "later" && status !== 401 && status !== 403;
}

/** Integers only: a float never enters the truth. */
function fixOf(coords: GeolocationCoordinates, timestamp: number): Fix {
	return [
		Math.floor(timestamp),
		Math.round(coords.latitude * 1e7),
		Math.round(coords.longitude * 1e7),
		Math.ceil(coords.accuracy),
		coords.speed === null ? null : Math.round(coords.speed * 100),
		coords.heading === null || Number.isNaN(coords.heading) ? null : Math.round(coords.heading),
	];
}
