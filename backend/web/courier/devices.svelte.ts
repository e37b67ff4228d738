/** The phones that act in this courier's name: a strange one is told, and this one may have to wait. */

import { type DeviceApi, Offline, Refused } from "../shared/device/api";
import type { OfPerson, Owned } from "../shared/device/database";
import type { Answered } from "../shared/shapes";

export type DeviceRow = Pick<
	Answered["DeviceRowOut"],
	"id" | "kind" | "model" | "enrolled_at" | "enrolled_by_self" | "state"
>;

interface KeptDevices {
	rows: DeviceRow[];
	/** Those of which the owner has said that they are right. */
	known: string[];
}

declare module "../shared/device/database" {
	interface OfPerson {
		devices: KeptDevices;
	}
}

export interface DevicesWorld {
	/** What is kept for the owner of this phone. */
	mine: Owned<OfPerson>;
	api: Pick<DeviceApi, "get" | "post">;
	/** This phone's own id. */
	own: string;
	nowMs: () => number;
}

/** As long as the server lets an owner take a phone back; later only a supervisor does. */
const NEWS_MS = 7 * 24 * 3_600_000;
/** What a supervisor reads of it. */
const NOT_MINE = "not_mine";

export class OwnDevices {
	rows = $state.raw<readonly DeviceRow[]>([]);
	known = $state.raw<readonly string[]>([]);
	/** Being taken back. */
	undoing = $state<string | null>(null);
	/** Taken back lately, for the screen to say so. */
	undone = $state.raw<DeviceRow | null>(null);
	failed = $state<"offline" | "refused" | null>(null);
	/** This phone was enrolled by somebody else and is not believed yet. */
	isWaiting = $derived(
		this.rows.some((row) => row.id === this.#world.own && row.state === "waiting"),
	);
	/** Enrolled lately by somebody else, able to sign, and not known to the owner. */
	strange = $derived(this.rows.filter((row) => this.#isStrange(row)));

	readonly #world: DevicesWorld;
	#asked = 0;
	#answered = 0;

	constructor(world: DevicesWorld) {
		this.#world = world;
	}

	/** What was told before stands until something newer is heard: a notice outlives a closed app. */
	async resume(): Promise<void> {
		const kept = await this.#world.mine.get("devices");
		this.rows = kept?.rows ?? [];
		this.known = kept?.known ?? [];
	}

	/** Ask the server; without an answer nothing changes. A late answer does not replace a later one. */
	async ask(): Promise<void> {
		this.#asked += 1;
		const asked = this.#asked;
		try {
			const rows = await this.#world.api.get("me/devices");
			if (asked < this.#answered) return;
			this.#answered = asked;
			this.rows = rows;
			if (this.failed === "offline") this.failed = null;
			await this.#keep();
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
		}
	}

	/** «Đúng là tôi»: it is not told again on this phone, and one that waited for that may sign. */
	async confirm(id: string): Promise<void> {
		this.failed = null;
		const waits = this.rows.some((row) => row.id === id && row.state === "waiting");
		if (waits && !(await this.#approve(id))) return;
		this.known = [...this.known, id];
		await this.#keep();
	}

	/** Say yes at the server; what it leaves to a supervisor is none of the owner's to repeat. */
	async #approve(id: string): Promise<boolean> {
		try {
			const row = await this.#world.api.post(`devices/${id}/approve`, {});
			this.rows = this.rows.map((one) => (one.id === id ? row : one));
			return true;
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
			this.failed = error instanceof Offline ? "offline" : null;
			return error instanceof Refused;
		}
	}

	/** «Không phải tôi»: all that the other phone ever signed counts for nothing. */
	async undo(id: string): Promise<void> {
		if (this.undoing !== null) return;
		this.undoing = id;
		this.failed = null;
		try {
			const row = await this.#world.api.post(`devices/${id}/undo`, { why: NOT_MINE });
			this.rows = this.rows.map((one) => (one.id === id ? row : one));
			this.undone = row;
			await this.#keep();
		} catch (error) {
			if (!(error instanceof Offline || error instanceof Refused)) throw error;
			this.failed = error instanceof Offline ? "offline" : "refused";
		} finally {
			this.undoing = null;
		}
	}

	/** The notice that a phone was taken back has been read. */
	dismiss(): void {
		this.undone = null;
	}

	#isStrange(row: DeviceRow): boolean {
		const canSign = row.state === "in_use" || row.state === "waiting";
		const isOther = row.id !== this.#world.own && row.kind === "phone";
		if (!isOther || !canSign || row.enrolled_by_self) return false;
		return !this.known.includes(row.id) && this.#isNews(row);
	}

	/** A phone of older standing is told of a younger one, and the younger never of the older. */
	#isNews({ enrolled_at }: DeviceRow): boolean {
		const joinedMs = Date.parse(enrolled_at);
		const own = this.rows.find(({ id }) => id === this.#world.own);
		const isYounger = own !== undefined && Date.parse(own.enrolled_at) < joinedMs;
		return isYounger && this.#world.nowMs() - joinedMs < NEWS_MS;
	}

	#keep(): Promise<void> {
		const kept: KeptDevices = { rows: [...this.rows], known: [...this.known] };
		return this.#world.mine.put("devices", kept);
	}
}
