/** The phones and desks of the offices that one runs: how they stand, and what one does about it. */

import { nowMs } from "../shared/device/clock";
import type { FeedEntry } from "../shared/feed";
import type { Answered } from "../shared/shapes";
import type { DeskApi } from "./desk_api";

export type DeviceRow = Answered["DeviceRowOut"];
export type DeviceState = DeviceRow["state"];
export type RevokeReason = "lost" | "stolen" | "broken" | "left" | "replaced";
export type UndoReason = "not_mine" | "mistaken";

/** Somebody else may have it: then it matters until when it was surely in its owner's hand. */
export function isOutOfHand(why: string): boolean {
	return why === "lost" || why === "stolen";
}

/** A device that joined while one looked; its row comes only to those who run it. */
export interface News {
	id: string;
	kind: DeviceRow["kind"];
	state: DeviceState;
	/** Whose desk it is; null for a phone. */
	office: string | null;
}

export interface DevicesWorld {
	api: Pick<DeskApi, "get" | "post">;
	/** Whether one runs devices here; everybody else is told that one joined, and no more. */
	mayRun: boolean;
	/** Where one works: who runs nothing is told of the desks there alone. */
	office: string | null;
	/** The id of this browser's own desk. */
	own: string | null;
	nowMs?: () => number;
}

export class Devices {
	/** Null before the first answer. */
	rows = $state.raw<readonly DeviceRow[] | null>(null);
	/** Why the list could not be read again; the old one stays on screen. */
	error = $state.raw<unknown>(null);
	news = $state.raw<readonly News[]>([]);
	/** The device that something is being done to. */
	busy = $state<string | null>(null);
	/** How many scans of which device the last release let in. */
	released = $state.raw<{ id: string; count: number } | null>(null);
	/** What went wrong with the last act, and with which device. */
	failed = $state.raw<{ id: string; error: unknown } | null>(null);
	waiting = $derived((this.rows ?? []).filter((row) => row.needs_approval));

	readonly #world: DevicesWorld;
	readonly #sinceMs: number;
	readonly #revs = new Map<string, number>();
	readonly #heard = new Set<string>();
	#asked = 0;
	#answered = 0;

	constructor(world: DevicesWorld) {
		this.#world = world;
		this.#sinceMs = (world.nowMs ?? nowMs)();
	}

	/** Read the list again. A late answer does not replace a later one. */
	async load(): Promise<void> {
		if (!this.#world.mayRun) return;
		this.#asked += 1;
		const asked = this.#asked;
		try {
			const rows = await this.#world.api.get("devices");
			if (asked < this.#answered) return;
			this.#answered = asked;
			this.rows = rows;
			this.error = null;
		} catch (error) {
			if (asked > this.#answered) this.error = error;
		}
	}

	/** A fact of the desk's stream: a device that joined is told aloud, whatever page is open. */
	async hear({ kind, body }: FeedEntry): Promise<void> {
		if (kind !== "device.enrolled" || body.rev <= (this.#revs.get(body.subject) ?? 0)) return;
		this.#revs.set(body.subject, body.rev);
		const told: News = {
			id: body.subject,
			kind: body.kind as News["kind"],
			state: body.state as DeviceState,
			office: (body.office as string | null | undefined) ?? null,
		};
		const isNew = this.#isNew(told);
		this.#heard.add(told.id);
		// Before its notice, so that whoever is told finds the row.
		await this.load();
		if (isNew) this.news = [...this.news.filter(({ id }) => id !== told.id), told];
		else this.news = this.news.flatMap((one) => withState(one, told));
	}

	dismiss(id: string): void {
		this.news = this.news.filter((one) => one.id !== id);
	}

	dismissAll(): void {
		this.news = [];
	}

	approve(id: string): Promise<boolean> {
		return this.#act(id, () => this.#world.api.post(`devices/${id}/approve`, {}));
	}

	undo(id: string, why: UndoReason): Promise<boolean> {
		return this.#act(id, () => this.#world.api.post(`devices/${id}/undo`, { why }));
	}

	revoke(id: string, why: RevokeReason, lostAt: string | null): Promise<boolean> {
		const body = { why, ...since(lostAt) };
		return this.#act(id, () => this.#world.api.post(`devices/${id}/revoke`, body));
	}

	async release(id: string, lostAt: string | null): Promise<boolean> {
		const before = this.#setAside(id);
		const body = since(lostAt);
		const isDone = await this.#act(id, () => this.#world.api.post(`devices/${id}/release`, body));
		if (isDone) this.released = { id, count: Math.max(0, before - this.#setAside(id)) };
		return isDone;
	}

	/** What went wrong was read, or another thing is being done. */
	forgive(): void {
		this.failed = null;
		this.released = null;
	}

	#setAside(id: string): number {
		return this.rows?.find((row) => row.id === id)?.set_aside ?? 0;
	}

	async #act(id: string, ask: () => Promise<DeviceRow>): Promise<boolean> {
		if (this.busy !== null) return false;
		this.busy = id;
		this.failed = null;
		try {
			const row = await ask();
			this.rows = (this.rows ?? []).map((one) => (one.id === id ? row : one));
			this.#asked += 1;
			this.#answered = this.#asked; // no list that was asked for before replaces it
			this.dismiss(id);
			return true;
		} catch (error) {
			this.failed = { id, error };
			return false;
		} finally {
			this.busy = null;
		}
	}

	#isNew({ id, state, office }: News): boolean {
		const { mayRun } = this.#world;
		if (!mayRun && office !== null && office !== this.#world.office) return false;
		if (id === this.#world.own || this.#heard.has(id)) return false;
		if (state !== "waiting" && state !== "in_use") return false;
		const row = this.rows?.find((one) => one.id === id);
		return row === undefined || Date.parse(row.enrolled_at) >= this.#sinceMs;
	}
}

function since(lostAt: string | null): { lost_at?: string } {
	return lostAt === null ? {} : { lost_at: lostAt };
}

/** What was told stays true: an approved phone waits no more, one that was stopped is no news. */
function withState(news: News, { id, state }: News): News[] {
	if (news.id !== id) return [news];
	return state === "revoked" || state === "undone" ? [] : [{ ...news, state }];
}
