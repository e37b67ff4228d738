import { beforeEach, expect, test } from "vitest";
import { Entrance } from "./entrance.svelte";
import { hat, me } from "./test_things";
import { type Workplace, workplaces } from "./workplace";

const [place] = workplaces(me(hat({ role: "clerk" })));
if (place === undefined) throw new Error("no place");
const PLACE: Workplace = place;

/** An office that only remembers what was done to it. */
class Shown {
	readonly place = PLACE;
	selected: string | null = null;
	done: string[] = [];
	fails: Error | null = null;

	start = async (): Promise<void> => {
		this.done.push("start");
		if (this.fails !== null) throw this.fails;
	};

	stop = (): void => {
		this.done.push("stop");
	};
}

let offices: (Shown | Error)[];
let entrance: Entrance<Shown>;

beforeEach(() => {
	offices = [];
	entrance = new Entrance(async () => {
		const next = offices.shift();
		if (!(next instanceof Shown)) throw next;
		return next;
	});
});

test("the office before is shut once the next is open, and what it showed is shown there", async () => {
	const [one, two] = [new Shown(), new Shown()];
	offices = [one, two];
	await entrance.enter(PLACE);
	one.selected = "item";
	await entrance.enter(PLACE);

	expect(entrance.office).toBe(two);
	expect(two.selected).toBe("item");
	expect([one.done, two.done]).toEqual([["start", "stop"], ["start"]]);
});

test("where the next cannot be opened, one goes on in an office that is open", async () => {
	const one = new Shown();
	offices = [one, new Error("not opened")];
	await entrance.enter(PLACE);

	await expect(entrance.enter(PLACE)).rejects.toThrow("not opened");

	expect(entrance.office).toBe(one);
	expect(one.done).toEqual(["start"]);
	expect(entrance.isEntering).toBe(false);
});

test("what was opened and does not start is shut again", async () => {
	const [one, two] = [new Shown(), new Shown()];
	two.fails = new Error("not started");
	offices = [one, two];
	await entrance.enter(PLACE);

	await expect(entrance.enter(PLACE)).rejects.toThrow("not started");

	expect(entrance.office).toBe(one);
	expect([one.done, two.done]).toEqual([["start"], ["start", "stop"]]);
});

test("whoever leaves shows no office, and shuts the one that was shown", async () => {
	const one = new Shown();
	offices = [one];
	await entrance.enter(PLACE);

	entrance.leave();

	expect(entrance.office).toBe(null);
	expect(one.done).toEqual(["start", "stop"]);
});
