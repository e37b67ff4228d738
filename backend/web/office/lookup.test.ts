import { beforeEach, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import type { BoardItem } from "../shared/shapes";
import { Lookup } from "./lookup.svelte";
import { item } from "./test_things";

class Server {
	readonly #waiting: ((answer: readonly BoardItem[] | Error) => void)[] = [];

	get = async <Answer>(): Promise<Answer> => {
		const answer = await new Promise<readonly BoardItem[] | Error>((pass) => {
			this.#waiting.push(pass);
		});
		if (answer instanceof Error) throw answer;
		return answer as Answer;
	};

	answer(answer: readonly BoardItem[] | Error): void {
		this.#waiting.shift()?.(answer);
	}
}

let server: Server;
let lookup: Lookup;

beforeEach(() => {
	server = new Server();
	lookup = new Lookup(server);
});

async function asked(text: string, answer: readonly BoardItem[] | Error): Promise<void> {
	lookup.text = text;
	const asking = lookup.ask();
	server.answer(answer);
	await asking;
}

test("what was found of one text is not shown, nor chosen, for another", async () => {
	await asked("0031", [item()]);
	expect(lookup.found).toHaveLength(1);

	lookup.text = "0032";

	expect(lookup.found).toEqual([]);
	expect(lookup.isAnswered).toBe(false);
});

test("what could not be asked is told, finds nothing and denies nothing", async () => {
	await asked("0031", [item()]);

	await asked("0031?", new Offline());

	expect(lookup.error).toBeInstanceOf(Offline);
	expect(lookup.found).toEqual([]);
	expect(lookup.isAnswered).toBe(false);
});

test("an answer that comes late is none to what is asked by then", async () => {
	lookup.text = "0031";
	const first = lookup.ask();
	lookup.text = "0032";
	const second = lookup.ask();
	server.answer([item()]);
	await first;
	expect(lookup.found).toEqual([]);

	server.answer([]);
	await second;

	expect(lookup.isAnswered).toBe(true);
});
