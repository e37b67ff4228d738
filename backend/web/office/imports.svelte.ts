/** Files with a phone's scans, brought to a desk: what was in each, and what became of it. */

import { Refused } from "../shared/device/api";
import { type Receipt, type ScanResult, UnprovenReceipt } from "../shared/receipt";
import type { Answered } from "../shared/shapes";
import type { DeskApi } from "./desk_api";

/** What the server takes in one call; a longer file is none of ours. */
export const MAX_CHARACTERS = 1024 * 1024;

/** Scans that share a fate, and why. */
export interface Share {
	why: string;
	count: number;
}

export type Outcome =
	| { is: "reading" }
	| { is: "sending" }
	| { is: "done"; told: Told }
	/** Nothing in it is sealed as a phone seals; the server was not asked. */
	| { is: "foreign" }
	| { is: "too_big" }
	/** The stick was pulled, or the file is open elsewhere. */
	| { is: "unread" }
	/** The server answered, and what it answered cannot be believed: nothing may be called safe. */
	| { is: "unproven" }
	| { is: "failed"; error: unknown };

interface Told {
	device: string;
	scans: number;
	/** In, and without a word. */
	plain: number;
	/** In, and something about them is to be looked at. */
	flagged: number;
	/** Kept by the server for a person, by reason. */
	kept: Share[];
	/** Not kept by the server: the phone must keep them. By reason. */
	refused: Share[];
}

export interface BroughtFile {
	id: number;
	name: string;
	outcome: Outcome;
}

export interface ImportWorld {
	api: Pick<DeskApi, "post">;
	/** Throws `UnprovenReceipt` if the receipt is not the server's. */
	readReceipt(jws: string): Promise<Receipt>;
}

/** What a browser knows of a file that was chosen. */
export type Chosen = Pick<File, "name" | "size" | "text">;

export class Imports {
	/** The newest first. */
	files = $state.raw<readonly BroughtFile[]>([]);
	isBusy = $state(false);

	readonly #world: ImportWorld;
	#waiting: [id: number, file: Chosen][] = [];
	#count = 0;

	constructor(world: ImportWorld) {
		this.#world = world;
	}

	/** Bring files, one after the other: what one of them is does not touch the others. */
	async bring(chosen: Iterable<Chosen>): Promise<void> {
		for (const file of chosen) {
			this.#count += 1;
			this.#waiting.push([this.#count, file]);
			const brought = { id: this.#count, name: file.name, outcome: { is: "reading" } } as const;
			this.files = [brought, ...this.files];
		}
		if (this.isBusy) return;
		this.isBusy = true;
		try {
			for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
				await this.#bringOne(...next);
			}
		} finally {
			this.isBusy = false;
		}
	}

	async #bringOne(id: number, file: Chosen): Promise<void> {
		try {
			this.#became(id, await this.#outcomeOf(id, file));
		} catch (error) {
			this.#became(
				id,
				error instanceof UnprovenReceipt ? { is: "unproven" } : { is: "failed", error },
			);
		}
	}

	async #outcomeOf(id: number, file: Chosen): Promise<Outcome> {
		if (file.size > MAX_CHARACTERS) return { is: "too_big" };
		const text = await textOf(file);
		if (text === null) return { is: "unread" };
		if (!isSealed(text)) return { is: "foreign" };
		this.#became(id, { is: "sending" });
		const answer = await this.#asked(text);
		if (answer === null) return { is: "foreign" };
		const { results } = await this.#world.readReceipt(answer.receipt);
		return { is: "done", told: { device: answer.device, ...sharesOf(results, answer.scans) } };
	}

	/** The server's answer; null if it finds nothing in the file that is sealed to it. */
	async #asked(text: string): Promise<Answered["ImportOut"] | null> {
		try {
			return await this.#world.api.post("imports", { export: text });
		} catch (error) {
			if (error instanceof Refused && error.problem.code === "unreadable_export") return null;
			throw error;
		}
	}

	#became(id: number, outcome: Outcome): void {
		this.files = this.files.map((file) => (file.id === id ? { ...file, outcome } : file));
	}
}

async function textOf(file: Chosen): Promise<string | null> {
	try {
		return (await file.text()).trim();
	} catch (error) {
		if (error instanceof DOMException) return null;
		throw error;
	}
}

/** Whether a text has the form in which a phone seals its scans; for whom, the server finds out. */
export function isSealed(text: string): boolean {
	const [head, key, ...rest] = text.split(".");
	if (key !== "" || rest.length !== 3 || rest.some((part) => !/^[\w-]+$/.test(part))) return false;
	try {
		const header: unknown = JSON.parse(
			atob((head ?? "").replaceAll("-", "+").replaceAll("_", "/")),
		);
		return typeof header === "object" && header !== null && "epk" in header && "kid" in header;
	} catch {
		return false;
	}
}

/** A scan of which the receipt says nothing counts as not kept: nobody may forget it. */
function sharesOf(results: readonly ScanResult[], scans: number): Omit<Told, "device"> {
	const accepted = results.filter(({ r }) => r === "accepted");
	const plain = accepted.filter(({ f, c }) => (f ?? []).length === 0 && c === undefined).length;
	const refused = shares(results.filter(({ r }) => r === "refused"));
	const untold = scans - results.length;
	return {
		scans,
		plain,
		flagged: accepted.length - plain,
		kept: shares(results.filter(({ r }) => r === "quarantined")),
		refused: untold > 0 ? [...refused, { why: "untold", count: untold }] : refused,
	};
}

function shares(results: readonly ScanResult[]): Share[] {
	const counts = new Map<string, number>();
	for (const { q = "" } of results) counts.set(q, (counts.get(q) ?? 0) + 1);
	return [...counts].map(([why, count]) => ({ why, count }));
}
