/** For tests: a phone with its store and a server whose answers wait. */

import { expect } from "vitest";
import { b64u, randomBytes } from "../shared/bytes";
import { type Ask, type Call, Offline, Refused } from "../shared/device/api";
import type { Clock } from "../shared/device/clock";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import type { FeedWatcher } from "../shared/feed";
import { makeDeviceKey, type PublicJwk } from "../shared/signing";
import { USUAL_CALENDAR } from "../shared/working_time";
import type { World } from "./world";

export const PERSON = "00000000-0000-4000-8000-000000000001";
export const PARTY = "00000000-0000-4000-8000-000000000002";

let names = 0;

/** A server whose answers wait until they are let through, or fail. */
export class Server {
	isDown = false;
	isSlow = false;
	shift: { started_at: string } | null = null;
	/** Which key of labels each answer names, in their order. */
	labelKeys: { key_id: number; jwk: PublicJwk }[] = [];
	/** With which refusal it answers a question for the day. */
	refusal: string | null = null;
	mayExport: boolean | undefined;
	asked: string[] = [];
	#waiting: (() => void)[] = [];

	ask: Ask = async <Answer>(call: Call): Promise<Answer> => {
		if (this.isDown) throw new Offline("down");
		this.asked.push(call.path);
		const answer = this.#answerTo(call);
		if (this.isSlow) await new Promise<void>((pass) => this.#waiting.push(pass));
		return answer as Answer;
	};

	/** Let the oldest answer through that is on its way, or the newest. */
	pass(which: "oldest" | "newest" = "oldest"): void {
		(which === "oldest" ? this.#waiting.shift() : this.#waiting.pop())?.();
	}

	get waiting(): number {
		return this.#waiting.length;
	}

	#answerTo({ path }: Call): unknown {
		if (path === "today" && this.refusal !== null) {
			throw new Refused({ ...problem(this.refusal), may_export: this.mayExport });
		}
		if (path === "today") {
			return { ...today(), shift: this.shift, label_keys: this.labelKeys.splice(0, 1) };
		}
		throw new Offline(path);
	}
}

function problem(code: string) {
	return { type: "", title: "", status: 403, code, retry: "never" } as const;
}

export function today(now = new Date().toISOString()) {
	return {
		...{ run: null, party: { id: PARTY, call_sign: "TN-02" }, shift: null, now, epoch: "e" },
		...{ stops: [], door: [], items: [], parties: [], voids: [], label_keys: [], links: [] },
		calendar: USUAL_CALENDAR,
	};
}

export interface Ground {
	database: Database;
	enrolment: Enrolment;
	server: Server;
}

/** A phone that has joined, before it is opened. */
export async function joined(): Promise<Ground> {
	names += 1;
	const database = await openPhone(`courier-${names}`);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	const session = { bearer: "b", untilMs: Date.now() + 9e6 };
	const key = await makeDeviceKey();
	await database.ofDevice(key.id).put("session", session);
	const enrolment = {
		...{ key, origin: "https://hoso.example", root: key.jwk, enrolledMs: 0 },
		...{ person: { id: PERSON, name: "Bưu tá" }, party: { id: PARTY, callSign: "TN-02" } },
	};
	return { database, enrolment, server: new Server() };
}

/** What is around it; `hears` is given what the socket would tell it. */
export function worldOf(
	clock: Clock,
	server: Server,
	hears: (watcher: FeedWatcher) => void = () => {},
): World {
	return {
		...{
			clock,
			isTimeKnown: () => true,
			isClockOff: () => false,
			ask: server.ask,
			geolocation: undefined,
		},
		feed: (_, watcher) => {
			hears(watcher);
			return { start() {}, stop() {}, hurry() {} };
		},
		isOnline: () => true,
		isVisible: () => true,
		listen: () => () => {},
		erase: async () => {},
	};
}

/** Whatever is under way has come to its end. */
export async function settled(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 30));
}

export async function until(isSo: () => boolean): Promise<void> {
	for (let look = 0; look < 200 && !isSo(); look += 1) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	expect(isSo()).toBe(true);
}
