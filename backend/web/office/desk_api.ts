/** Talking to the server as a person who is logged in, at a desk or at a browser that is none yet. */

import {
	type Api,
	apiOver,
	ask,
	askForFile,
	type Call,
	jsonCall,
	openSession,
	Refused,
	type Session,
} from "../shared/device/api";
import type { AnswerTo, BodyOf, PathOf } from "../shared/device/calls";
import { nowMs } from "../shared/device/clock";
import type { DeviceKey } from "../shared/signing";

const CSRF_COOKIE = "__Host-csrf";
const LOGGED_OUT = 401;
const RENEW_EARLY_MS = 60_000;
const NO_DESK: ReadonlySet<string> = new Set(["unknown_desk", "unknown_device", "revoked_device"]);

/** The log-in ended or is another person's by now, or this browser is believed to be a desk no more. */
export type ShutOut = "logged_out" | "another_person" | "unknown_desk";

/** Whom the screen shows, and the key of the desk by which this browser proves itself, if it is one. */
export interface Seat {
	person: string;
	key: DeviceKey | null;
}

/** How an error says that nobody, or somebody else than the screen shows, is logged in here by now. */
export function endOf(error: unknown): "logged_out" | "another_person" | null {
	if (!(error instanceof Refused)) return null;
	if (error.problem.code === "another_person") return "another_person";
	return error.problem.status === LOGGED_OUT ? "logged_out" : null;
}

/** Whether an error says that this browser is no desk, so that it has to be enrolled anew. */
export function isNoDesk(error: unknown): boolean {
	return error instanceof Refused && NO_DESK.has(error.problem.code);
}

/** Every call says whom the screen shows: all tabs share one cookie, and the server compares the two. */
export class DeskApi implements Api {
	readonly #seat: Seat | null;
	readonly #shutOut: (why: ShutOut, error: unknown) => void;
	/** What ended the session: from then on nothing is sent, until it is asked for again. */
	#end: unknown = null;
	/** Of this tab alone: every tab proves the key for itself, so none can spoil another's. */
	#session: Session | null = null;
	#opening: Promise<Session> | null = null;

	/** Without a seat it is not known yet who is logged in. */
	constructor(seat: Seat | null, shutOut: (why: ShutOut, error: unknown) => void = () => {}) {
		this.#seat = seat;
		this.#shutOut = shutOut;
	}

	get<Path extends PathOf<"get">>(path: Path): Promise<AnswerTo<"get", Path>> {
		return this.#noticing(this.#call({ method: "GET", path }, ask<AnswerTo<"get", Path>>));
	}

	post<Path extends PathOf<"post">>(
		path: Path,
		said: BodyOf<Path>,
	): Promise<AnswerTo<"post", Path>> {
		return this.#noticing(this.#call(jsonCall(path, said), ask<AnswerTo<"post", Path>>));
	}

	getFile(path: PathOf<"get">): Promise<Blob> {
		return this.#noticing(this.#call({ method: "GET", path }, askForFile));
	}

	postForFile(path: PathOf<"post">, said: object = {}): Promise<Blob> {
		return this.#noticing(this.#call(jsonCall(path, said), askForFile));
	}

	/** Whether whom the screen shows is logged in again; then calls go out as before. */
	async isBack(): Promise<boolean> {
		this.#end = null;
		try {
			await this.get("me");
			return true;
		} catch (error) {
			if (this.#end === null) this.#end = error;
			return false;
		}
	}

	/** A session that opens nothing any more is replaced by a new one, and the call asked once more. */
	async #call<Answer>(call: Call, read: (call: Call) => Promise<Answer>): Promise<Answer> {
		if (this.#end !== null) throw this.#end;
		const key = this.#seat?.key ?? null;
		if (key === null) return read(this.#dressed(call));
		const session = await this.#sessionOf(key);
		try {
			return await read(this.#atDesk(call, session));
		} catch (error) {
			if (!isNoDesk(error)) throw error;
			if (this.#session === session) this.#session = null;
			return read(this.#atDesk(call, await this.#sessionOf(key)));
		}
	}

	/** Several calls at once wait for the same new session. */
	async #sessionOf(key: DeviceKey): Promise<Session> {
		const kept = this.#session;
		if (kept !== null && kept.untilMs - RENEW_EARLY_MS > nowMs()) return kept;
		this.#opening ??= this.#open(key).finally(() => {
			this.#opening = null;
		});
		return this.#opening;
	}

	async #open(key: DeviceKey): Promise<Session> {
		this.#session = await openSession(
			key,
			apiOver((call) => ask(this.#dressed(call))),
		);
		return this.#session;
	}

	/** Whoever is shut out is told aloud at once; what was being written stays where it is. */
	async #noticing<Answer>(answer: Promise<Answer>): Promise<Answer> {
		try {
			return await answer;
		} catch (error) {
			const end = endOf(error);
			if (end !== null) {
				this.#end = error;
				this.#shutOut(end, error);
			} else if (isNoDesk(error)) {
				this.#shutOut("unknown_desk", error);
			}
			throw error;
		}
	}

	#dressed(call: Call): Call {
		const person = this.#seat === null ? {} : { "x-hoso-person": this.#seat.person };
		const headers = { ...call.headers, "x-csrftoken": csrfToken(), ...person };
		return { ...call, headers, credentials: "same-origin" };
	}

	#atDesk(call: Call, session: Session): Call {
		const dressed = this.#dressed(call);
		return { ...dressed, headers: { ...dressed.headers, "x-hoso-desk": session.bearer } };
	}
}

export function csrfToken(): string {
	const cookies = document.cookie.split("; ");
	const found = cookies.find((cookie) => cookie.startsWith(`${CSRF_COOKIE}=`));
	return found?.slice(CSRF_COOKIE.length + 1) ?? "";
}
