/** On shift or not; positions are taken on shift alone, and brought to the server when one can. */

import { type DeviceApi, Refused } from "../shared/device/api";
import { nowMs } from "../shared/device/clock";
import type { Database, Fix } from "../shared/device/database";
import type { Position } from "./distance";

const SEND_EVERY_MS = 15_000;
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

export class ShiftKeeper {
	startedAt = $state<string | null>(null);
	position = $state.raw<Position | null>(null);
	/** The phone refuses to say where it is: work goes on, and the screen says so. */
	isBlind = $state(false);

	readonly #database: Database;
	readonly #api: DeviceApi;
	readonly #told: () => void;
	#untold: ShiftAct[] = [];
	#watch: number | null = null;
	#timer: ReturnType<typeof setInterval> | undefined;
	#lastFixMs = 0;

	/** `told` is called when the server has heard of a shift: the day's run may begin with it. */
	constructor(database: Database, api: DeviceApi, told: () => void) {
		this.#database = database;
		this.#api = api;
		this.#told = told;
	}

	async resume(): Promise<void> {
		const kept = (await this.#database.get("kept", "shift")) as KeptShift | undefined;
		this.startedAt = kept?.startedAt ?? null;
		this.#untold = kept?.untold ?? [];
		if (this.startedAt !== null) this.#follow();
		this.#timer = setInterval(() => void this.send(), SEND_EVERY_MS);
	}

	end(): void {
		clearInterval(this.#timer);
		this.#unfollow();
	}

	/** The server's word counts unless this phone has declared something since. */
	async heard(shift: { started_at: string } | null): Promise<void> {
		const startedAt = shift?.started_at ?? null;
		if (this.#untold.length > 0 || startedAt === this.startedAt) return;
		this.startedAt = startedAt;
		if (startedAt === null) this.#unfollow();
		else this.#follow();
		await this.#keep();
	}

	async start(): Promise<void> {
		const at = new Date(nowMs()).toISOString();
		this.startedAt = at;
		this.#follow();
		await this.#declare({ act: "start", at });
	}

	async stop(): Promise<void> {
		this.startedAt = null;
		this.#unfollow();
		await this.#declare({ act: "stop", at: new Date(nowMs()).toISOString() });
	}

	/** Tell what was declared, then the positions; what cannot be told now is told later. */
	async send(): Promise<void> {
		try {
			for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
				await this.#api.post("shifts", next);
				this.#untold = this.#untold.slice(1);
				await this.#keep();
				this.#told();
			}
			await this.#sendFixes();
		} catch {
			// No network, or a busy server: all of it is still kept, and the timer tries again.
		}
	}

	async #declare(act: ShiftAct): Promise<void> {
		this.#untold = [...this.#untold, act];
		await this.#keep();
		await this.send();
	}

	#keep(): Promise<unknown> {
		const kept: KeptShift = { startedAt: this.startedAt, untold: $state.snapshot(this.#untold) };
		return this.#database.put("kept", kept, "shift");
	}

	async #sendFixes(): Promise<void> {
		for (;;) {
			const keys = await this.#database.getAllKeys("fixes", null, MAX_FIXES);
			const last = keys.at(-1);
			if (last === undefined) return;
			const fixes = await this.#database.getAll("fixes", IDBKeyRange.upperBound(last));
			await this.#tell(fixes);
			await this.#database.delete("fixes", IDBKeyRange.upperBound(last));
		}
	}

	/** Positions that the server will never take are let go, or no later one would get through. */
	async #tell(fixes: readonly Fix[]): Promise<void> {
		try {
			await this.#api.post("fixes", { fixes });
		} catch (error) {
			const isFinal = error instanceof Refused && error.problem.retry !== "later";
			if (!isFinal || error.problem.status === 401) throw error;
		}
	}

	#follow(): void {
		if (this.#watch !== null || !("geolocation" in navigator)) return;
		this.#watch = navigator.geolocation.watchPosition(
			(position) => void this.#record(position),
			(error) => {
				this.isBlind = error.code === GeolocationPositionError.PERMISSION_DENIED;
			},
			{ enableHighAccuracy: true, maximumAge: 5_000 },
		);
	}

	#unfollow(): void {
		if (this.#watch === null) return;
		navigator.geolocation.clearWatch(this.#watch);
		this.#watch = null;
		this.position = null;
	}

	async #record({ coords, timestamp }: GeolocationPosition): Promise<void> {
		this.isBlind = false;
		// By the server's clock, as far as it is known: the phone's own may be off by years.
		const fix = fixOf(coords, nowMs() - (Date.now() - timestamp));
		const [atMs, lat_e7, lon_e7, accuracy_m] = fix;
		this.position = { lat_e7, lon_e7, accuracy_m, atMs: timestamp };
		const sinceMs = Date.parse(this.startedAt ?? "");
		// A phone's first answer is often an old position, from before the shift.
		if (!(atMs >= sinceMs) || atMs - this.#lastFixMs < FASTEST_FIX_MS) return;
		this.#lastFixMs = atMs;
		if ((await this.#database.count("fixes")) < MOST_KEPT) await this.#database.add("fixes", fix);
	}
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
