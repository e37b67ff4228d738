/** Talking to the server as a person who is logged in, at a desk or at a browser that is none yet. */

import {
	ask,
	askForFile,
	type Call,
	jsonCall,
	openSession,
	Refused,
	type Session,
} from "../shared/device/api";
import { nowMs } from "../shared/device/clock";
import type { DeviceKey } from "../shared/signing";

const CSRF_COOKIE = "__Host-csrf";
const LOGGED_OUT = 401;
const RENEW_EARLY_MS = 60_000;
const NO_DESK: ReadonlySet<string> = new Set(["unknown_desk", "unknown_device", "revoked_device"]);

/** The log-in ended, or this browser is believed to be a desk no more. */
export type ShutOut = "logged_out" | "unknown_desk";

/** The desk by whose key this browser proves itself, and who sits at it. */
export interface Seat {
	key: DeviceKey;
	person: string;
}

/** Whether an error says that this browser is no desk, so that it has to be enrolled anew. */
export function isNoDesk(error: unknown): boolean {
	return error instanceof Refused && NO_DESK.has(error.problem.code);
}

export class DeskApi {
	readonly #seat: Seat | null;
	readonly #shutOut: (why: ShutOut) => void;
	/** Of this tab alone: every tab proves the key for itself, so none can spoil another's. */
	#session: Session | null = null;
	#opening: Promise<Session> | null = null;

	constructor(seat: Seat | null, shutOut: (why: ShutOut) => void = () => {}) {
		this.#seat = seat;
		this.#shutOut = shutOut;
	}

	get<Answer>(path: string): Promise<Answer> {
		return this.#noticing(this.#call({ method: "GET", path }, ask<Answer>));
	}

	post<Answer>(path: string, said: object): Promise<Answer> {
		return this.#noticing(this.#call(jsonCall(path, said), ask<Answer>));
	}

	getFile(path: string): Promise<Blob> {
		return this.#noticing(this.#call({ method: "GET", path }, askForFile));
	}

	postForFile(path: string, said: object = {}): Promise<Blob> {
		return this.#noticing(this.#call(jsonCall(path, said), askForFile));
	}

	/** A session that opens nothing any more is replaced by a new one, and the call asked once more. */
	async #call<Answer>(call: Call, read: (call: Call) => Promise<Answer>): Promise<Answer> {
		if (this.#seat === null) return read(loggedIn(call));
		const session = await this.#sessionOf(this.#seat);
		try {
			return await read(atDesk(call, session));
		} catch (error) {
			if (!isNoDesk(error)) throw error;
			if (this.#session === session) this.#session = null;
			return read(atDesk(call, await this.#sessionOf(this.#seat)));
		}
	}

	/** Several calls at once wait for the same new session. */
	async #sessionOf(seat: Seat): Promise<Session> {
		const kept = this.#session;
		if (kept !== null && kept.untilMs - RENEW_EARLY_MS > nowMs()) return kept;
		this.#opening ??= this.#open(seat).finally(() => {
			this.#opening = null;
		});
		return this.#opening;
	}

	async #open(seat: Seat): Promise<Session> {
		const session = await openSession(seat.key, ask, loggedIn);
		// Another tab logged somebody else in: nothing goes out in a name that the screen does not show.
		if (session.person !== seat.person) throw new Refused(ANOTHER_PERSON);
		this.#session = session;
		return session;
	}

	/** Whoever is shut out is told aloud at once; what was being written stays where it is. */
	async #noticing<Answer>(answer: Promise<Answer>): Promise<Answer> {
		try {
			return await answer;
		} catch (error) {
			if (error instanceof Refused && error.problem.status === LOGGED_OUT) {
				this.#shutOut("logged_out");
			}
			if (isNoDesk(error)) this.#shutOut("unknown_desk");
			throw error;
		}
	}
}

const ANOTHER_PERSON = {
	type: "about:blank",
	title: "Unauthorized",
	status: LOGGED_OUT,
	code: "unauthenticated",
	retry: "after_change",
} as const;

function loggedIn(call: Call): Call {
	const headers = { ...call.headers, "x-csrftoken": csrfToken() };
	return { ...call, headers, credentials: "same-origin" };
}

function atDesk(call: Call, session: Session): Call {
	const dressed = loggedIn(call);
	return { ...dressed, headers: { ...dressed.headers, "x-hoso-desk": session.bearer } };
}

export function csrfToken(): string {
	const cookies = document.cookie.split("; ");
	const found = cookies.find((cookie) => cookie.startsWith(`${CSRF_COOKIE}=`));
	return found?.slice(CSRF_COOKIE.length + 1) ?? "";
}
