/** Talking to the server: JSON down, JSON or a typed refusal back. */

import type { Problem } from "../shapes";
import { type DeviceKey, signJws } from "../signing";
import type { AnswerTo, BodyOf, PathOf } from "./calls";
import { nowMs, serverTimeSeen } from "./clock";
import type { Database, Enrolment } from "./database";

/** How it came that nobody of ours answered. */
export type Silence =
	| { is: "unreachable" }
	/** Not within our patience: a road that is too narrow for what was sent. */
	| { is: "slow" }
	/** Somebody in between answered: a captive portal says 200 and HTML, a proxy 413. */
	| { is: "foreign"; status: number };

/** No answer, or one that is not the server's in form. */
export class Offline extends Error {
	readonly silence: Silence;

	constructor(message = "", silence: Silence = { is: "unreachable" }) {
		super(message);
		this.silence = silence;
	}
}

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
	/** A phone is known by its key, not by a cookie: `omit` unless said otherwise. */
	credentials?: RequestCredentials;
}

const PATIENCE_MS = 30_000;
const RENEW_EARLY_MS = 5 * 60_000;
const PROBLEM = "application/problem+json";
const RETRIES: ReadonlySet<string> = new Set<Problem["retry"]>(["never", "later", "after_change"]);

/** The road to the server, so that a test can be one. */
export type Ask = <Answer>(call: Call) => Promise<Answer>;

export async function ask<Answer>(call: Call): Promise<Answer> {
	const response = await answerTo(call, "json");
	return whole<Answer>(response.json());
}

/** What a printer is given: a PDF. */
export async function askForFile(call: Call): Promise<Blob> {
	const response = await answerTo(call, "pdf");
	return whole(response.blob());
}

/** The calls of the API: what each takes and answers follows from its path. */
export interface Api {
	get<Path extends PathOf<"get">>(path: Path): Promise<AnswerTo<"get", Path>>;
	post<Path extends PathOf<"post">>(
		path: Path,
		said: BodyOf<Path>,
	): Promise<AnswerTo<"post", Path>>;
}

/** The calls over some road, for whoever proves nothing with them or does so on the road. */
export function apiOver(network: Ask = ask): Api {
	return {
		get: (path) => network({ method: "GET", path }),
		post: (path, said) => network(jsonCall(path, said)),
	};
}

export function jsonCall(path: string, said: object): Call {
	return {
		method: "POST",
		path,
		body: JSON.stringify(said),
		headers: { "content-type": "application/json" },
	};
}

/** The answer of the kind asked for; a captive portal's page is none. */
async function answerTo(call: Call, kind: "json" | "pdf"): Promise<Response> {
	const response = await fetched(call);
	const type = response.headers.get("content-type") ?? "";
	if (response.ok && type.includes(kind)) return response;
	const problem = type.includes(PROBLEM) ? await whole(response.json()) : null;
	if (response.ok || !isOurs(problem, response.status)) {
		const foreign = { is: "foreign", status: response.status } as const;
		throw new Offline(`${response.status} with ${type}`, foreign);
	}
	const retryAfter = Number(response.headers.get("retry-after"));
	throw new Refused(problem, retryAfter > 0 ? retryAfter : null);
}

/** Whether a refusal is the server's own: nobody in between tells why a scan is not taken. */
function isOurs(problem: unknown, status: number): problem is Problem {
	if (typeof problem !== "object" || problem === null) return false;
	const { code, retry, status: said } = problem as Partial<Problem>;
	return typeof code === "string" && said === status && RETRIES.has(String(retry));
}

async function whole<Body>(body: Promise<Body>): Promise<Body> {
	try {
		return await body;
	} catch (error) {
		throw new Offline(`cut short: ${error}`, silenceOf(error));
	}
}

async function fetched(call: Call): Promise<Response> {
	try {
		return await fetch(`/api/v1/${call.path}`, {
			method: call.method,
			body: call.body ?? null,
			headers: { accept: "application/json, application/pdf", ...call.headers },
			credentials: call.credentials ?? "omit",
			cache: "no-store",
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
	} catch (error) {
		throw new Offline(String(error), silenceOf(error));
	}
}

function silenceOf(error: unknown): Silence {
	const isSlow = error instanceof DOMException && error.name === "TimeoutError";
	return { is: isSlow ? "slow" : "unreachable" };
}

export interface Session {
	bearer: string;
	untilMs: number;
}

/** Prove a key and get a bearer. A desk does so beside its log-in, which its road brings along. */
export async function openSession(key: DeviceKey, api: Api): Promise<Session> {
	const device = key.id;
	const { challenge } = await api.post("device-challenges", { device });
	const proof = await signJws(key, "session+jwt", { challenge, device });
	const { bearer, until_at } = await api.post("device-sessions", { device, proof });
	return { bearer, untilMs: Date.parse(until_at) };
}

/** Calls in the phone's name. The session is renewed by the key whenever it has run out. */
export class DeviceApi implements Api {
	readonly #database: Database;
	readonly #enrolment: Enrolment;
	readonly #ask: Ask;
	#opening: Promise<Session> | null = null;

	constructor(database: Database, enrolment: Enrolment, network: Ask = ask) {
		this.#database = database;
		this.#enrolment = enrolment;
		this.#ask = network;
	}

	get<Path extends PathOf<"get">>(path: Path): Promise<AnswerTo<"get", Path>> {
		return this.#call({ method: "GET", path });
	}

	post<Path extends PathOf<"post">>(
		path: Path,
		said: BodyOf<Path>,
	): Promise<AnswerTo<"post", Path>> {
		return this.#call(jsonCall(path, said));
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
		return this.#ask<Answer>({ ...call, headers: { ...call.headers, authorization } });
	}

	async #session(): Promise<Session> {
		const kept = await this.#database.ofDevice(this.#enrolment.key.id).get("session");
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
		const session = await openSession(this.#enrolment.key, apiOver(this.#ask));
		await this.#database.ofDevice(this.#enrolment.key.id).put("session", session);
		return session;
	}
}

/** Read what an answer says of the server's time, for scans signed later without network. */
export function learnTime<Answer extends { now: string }>(answer: Answer): Answer {
	serverTimeSeen(Date.parse(answer.now));
	return answer;
}
