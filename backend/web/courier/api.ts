/** Talking to the server: JSON down, JSON or a typed refusal back. */

import type { Problem } from "../shared/shapes";
import { signJws } from "../shared/signing";
import { nowMs, serverTimeSeen } from "./clock";
import type { Database, Enrolment } from "./database";

/** No answer, or one that is not the server's: a captive portal says 200 and HTML. */
export class Offline extends Error {}

/** The server understood and declined. */
export class Refused extends Error {
	readonly problem: Problem;
	readonly retryAfterS: number | null;

	constructor(problem: Problem, retryAfterS: number | null = null) {
		super(problem.code);
		this.problem = problem;
		this.retryAfterS = retryAfterS;
	}
}

export interface Call {
	method: "GET" | "POST";
	path: string;
	body?: BodyInit;
	headers?: Record<string, string>;
}

const PATIENCE_MS = 30_000;
const RENEW_EARLY_MS = 5 * 60_000;

export async function ask<Answer>(call: Call): Promise<Answer> {
	const response = await answerTo(call);
	const isJson = response.headers.get("content-type")?.includes("json") ?? false;
	if (!isJson) throw new Offline(`${response.status} without JSON`);
	const said: unknown = await response.json().catch(() => {
		throw new Offline("cut short");
	});
	if (response.ok) return said as Answer;
	const retryAfter = Number(response.headers.get("retry-after"));
	throw new Refused(said as Problem, retryAfter > 0 ? retryAfter : null);
}

export function post<Answer>(path: string, said: object): Promise<Answer> {
	return ask({ ...jsonCall(path, said) });
}

function jsonCall(path: string, said: object): Call {
	return {
		method: "POST",
		path,
		body: JSON.stringify(said),
		headers: { "content-type": "application/json" },
	};
}

async function answerTo(call: Call): Promise<Response> {
	try {
		return await fetch(`/api/v1/${call.path}`, {
			method: call.method,
			body: call.body ?? null,
			headers: { accept: "application/json", ...call.headers },
			credentials: "omit", // a phone is known by its key, not by a cookie
			cache: "no-store",
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
	} catch (error) {
		throw new Offline(String(error));
	}
}

interface Session {
	bearer: string;
	untilMs: number;
}

/** Calls in the phone's name. The session is renewed by the key whenever it has run out. */
export class DeviceApi {
	readonly #database: Database;
	readonly #enrolment: Enrolment;
	#opening: Promise<Session> | null = null;

	constructor(database: Database, enrolment: Enrolment) {
		this.#database = database;
		this.#enrolment = enrolment;
	}

	get<Answer>(path: string): Promise<Answer> {
		return this.#call<Answer>({ method: "GET", path });
	}

	post<Answer>(path: string, said: object): Promise<Answer> {
		return this.#call<Answer>(jsonCall(path, said));
	}

	async #call<Answer>(call: Call): Promise<Answer> {
		try {
			return await this.#askAs(await this.#session(), call);
		} catch (error) {
			if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
			return this.#askAs(await this.#open(), call);
		}
	}

	#askAs<Answer>(session: Session, call: Call): Promise<Answer> {
		const authorization = `Bearer ${session.bearer}`;
		return ask<Answer>({ ...call, headers: { ...call.headers, authorization } });
	}

	async #session(): Promise<Session> {
		const kept = (await this.#database.get("kept", "session")) as Session | undefined;
		if (kept !== undefined && kept.untilMs - RENEW_EARLY_MS > nowMs()) return kept;
		return this.#open();
	}

	/** Several calls at once wait for the same new session. */
	#open(): Promise<Session> {
		this.#opening ??= this.#openAnew().finally(() => {
			this.#opening = null;
		});
		return this.#opening;
	}

	async #openAnew(): Promise<Session> {
		const device = this.#enrolment.key.id;
		const { challenge } = await post<{ challenge: string }>("device-challenges", { device });
		const proof = await signJws(this.#enrolment.key, "session+jwt", { challenge, device });
		const opened = await post<{ bearer: string; until_at: string }>("device-sessions", {
			device,
			proof,
		});
		const session = { bearer: opened.bearer, untilMs: Date.parse(opened.until_at) };
		await this.#database.put("kept", session, "session");
		return session;
	}
}

/** Read what an answer says of the server's time, for scans signed later without network. */
export function learnTime<Answer extends { now: string }>(answer: Answer): Answer {
	serverTimeSeen(Date.parse(answer.now));
	return answer;
}
