/** Talking to the server as a person who is logged in, at a desk or at a browser that is none yet. */

import { ask, askForFile, type Call, jsonCall, Refused } from "../shared/device/api";

const CSRF_COOKIE = "__Host-csrf";
const LOGGED_OUT = 401;

/** The log-in ended, or this browser is believed to be a desk no more. */
export type ShutOut = "logged_out" | "unknown_desk";

export class DeskApi {
	readonly #desk: string | null;
	readonly #shutOut: (why: ShutOut) => void;

	constructor(desk: string | null, shutOut: (why: ShutOut) => void = () => {}) {
		this.#desk = desk;
		this.#shutOut = shutOut;
	}

	get<Answer>(path: string): Promise<Answer> {
		return this.#noticing(ask<Answer>(this.#as({ method: "GET", path })));
	}

	post<Answer>(path: string, said: object): Promise<Answer> {
		return this.#noticing(ask<Answer>(this.#as(jsonCall(path, said))));
	}

	getFile(path: string): Promise<Blob> {
		return this.#noticing(askForFile(this.#as({ method: "GET", path })));
	}

	postForFile(path: string, said: object = {}): Promise<Blob> {
		return this.#noticing(askForFile(this.#as(jsonCall(path, said))));
	}

	#as(call: Call): Call {
		const headers: Record<string, string> = { ...call.headers, "x-csrftoken": csrfToken() };
		if (this.#desk !== null) headers["x-hoso-desk"] = this.#desk;
		return { ...call, headers, credentials: "same-origin" };
	}

	/** Whoever is shut out is told aloud at once; what was being written stays where it is. */
	async #noticing<Answer>(answer: Promise<Answer>): Promise<Answer> {
		try {
			return await answer;
		} catch (error) {
			if (error instanceof Refused) {
				if (error.problem.status === LOGGED_OUT) this.#shutOut("logged_out");
				if (error.problem.code === "unknown_desk") this.#shutOut("unknown_desk");
			}
			throw error;
		}
	}
}

export function csrfToken(): string {
	const cookies = document.cookie.split("; ");
	const found = cookies.find((cookie) => cookie.startsWith(`${CSRF_COOKIE}=`));
	return found?.slice(CSRF_COOKIE.length + 1) ?? "";
}
