/** What the server finds for what is searched: of the text that stands there now, and no other. */

import type { BoardItem } from "../shared/shapes";
import type { DeskApi } from "./desk_api";

type Road = Pick<DeskApi, "get">;

interface Answer {
	text: string;
	found: readonly BoardItem[];
	error: unknown;
}

export class Lookup {
	text = $state("");
	#answer = $state.raw<Answer>({ text: "", found: [], error: null });

	readonly #api: Road;

	constructor(api: Road) {
		this.#api = api;
	}

	/** What was found of another text is nothing of this one. */
	get found(): readonly BoardItem[] {
		return this.#now?.found ?? [];
	}

	get error(): unknown {
		return this.#now?.error ?? null;
	}

	/** The server has answered: what it did not find can be called not found. */
	get isAnswered(): boolean {
		return this.#now !== null && this.#now.error === null;
	}

	async ask(): Promise<void> {
		const { text } = this;
		try {
			const found = await this.#api.get(`lookups?q=${encodeURIComponent(text)}`);
			this.#answer = this.#isNow(text) ? { text, found, error: null } : this.#answer;
		} catch (error) {
			this.#answer = this.#isNow(text) ? { text, found: [], error } : this.#answer;
		}
	}

	get #now(): Answer | null {
		return this.#isNow(this.#answer.text) ? this.#answer : null;
	}

	#isNow(text: string): boolean {
		return text === this.text;
	}
}
