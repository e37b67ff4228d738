import "../../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { openPhone } from "../device/database";
import { StorageFull } from "../device/outbox";
import { typedCode } from "../typed_code";
import { RoundKeeper } from "./keeper.svelte";
import { roundsIn } from "./kept_rounds";
import { GIVER, hitNo, labelNo, ME, offerNo, scanOf, ticketFor } from "./test_things";
import { DAY_MS, gate, realItem, World } from "./test_world";

/** What becomes of a round that is begun anew: by hand, by a new day, by another tab, by a failure. */
let names = 0;
let world: World;
let keeper: RoundKeeper;
const offer = offerNo(0);

beforeEach(async () => {
	names += 1;
	world = new World(roundsIn(await openPhone(`again-${names}`)));
	world.items = await Promise.all([0, 1, 2].map((no) => realItem(no)));
	keeper = new RoundKeeper(world);
});

async function scan(no: number, by = keeper): Promise<void> {
	await by.read(await typedCode(labelNo(no)));
}

function counted(by = keeper) {
	return by.round.hits.map(({ item }) => item);
}

async function opened() {
	const later = new RoundKeeper(world);
	await later.open();
	return counted(later);
}

async function offered(...numbers: number[]): Promise<void> {
	const changes = { state: "offered" as const, offeree: ME, tip: offer };
	world.items = await Promise.all(
		[0, 1, 2].map((no) => realItem(no, numbers.includes(no) ? changes : {})),
	);
}

function kinds(): string[] {
	return keeper.telling.list.map(({ answer }) => answer.is);
}

describe("a ticket shown again at a counter", () => {
	async function shown(): Promise<void> {
		await keeper.read(await ticketFor([0, 1], { offer }));
		await keeper.look();
	}

	beforeEach(async () => {
		world.takesWholeOffers = true;
		await offered(0, 1);
		await keeper.open();
		await shown();
		expect(counted()).toEqual(["item-0", "item-1"]);
	});

	test("counts all that it offers after its round was dropped", async () => {
		keeper.drop();
		expect([counted(), keeper.rest.length]).toEqual([[], 2]);

		await shown();

		expect(counted()).toEqual(["item-0", "item-1"]);
	});

	test("is told again, and makes no sound, by a page that goes on with its round", async () => {
		world.signals = [];
		const later = new RoundKeeper(world);
		await later.open();

		expect(later.telling.list.map(({ answer }) => answer)).toMatchObject([
			{ is: "ticket", from: GIVER },
		]);
		expect(world.signals).toEqual([]);
	});

	test("counts all that it offers on another day", async () => {
		world.nowMs += DAY_MS;
		await shown();

		expect(counted()).toEqual(["item-0", "item-1"]);
	});

	test("brings back nothing of what was taken out before the page was loaded anew", async () => {
		keeper.remove([hitNo(0)]);

		expect(await opened()).toEqual(["item-1"]);
	});
});

describe("on a page that stays open over night", () => {
	test("what is chosen today is signed as today's, and nothing of yesterday", async () => {
		await keeper.open();
		await scan(1);
		world.nowMs += DAY_MS;
		await keeper.add([hitNo(0)]);
		expect(kinds()).toEqual(["new_day"]);
		await keeper.sign();

		expect(world.signed.map(({ on }) => on.length)).toEqual([1]);
		expect(keeper.signed?.hits).toEqual([hitNo(0)]);
	});

	test("all of an offer is taken today by the press that opens today's round", async () => {
		await offered(0, 1);
		await keeper.open();
		world.nowMs += DAY_MS;
		await keeper.takeRest();

		expect(counted()).toEqual(["item-0", "item-1"]);
		expect(await opened()).toEqual(["item-0", "item-1"]);
	});

	test("a look that still runs brings nothing of yesterday into today", async () => {
		world.takesWholeOffers = true;
		await keeper.open();
		await scan(0);
		await keeper.read(await ticketFor([1, 2], { offer }));
		await offered(1, 2);
		world.nowMs += DAY_MS;
		const looking = keeper.look();
		await Promise.all([keeper.open(), looking]);

		expect([counted(), await opened()]).toEqual([[], []]);
	});

	test("what is taken out while the day turns takes nothing along into the new one", async () => {
		await keeper.open();
		await scan(0);
		await scan(1);
		world.nowMs += DAY_MS;
		await Promise.all([keeper.add([hitNo(2)]), keeper.remove([hitNo(1)])]);

		expect([counted(), await opened()]).toEqual([["item-2"], ["item-2"]]);
	});
});

test("of two who open a round only the later opens it, and what was scanned between is counted", async () => {
	const slow = gate();
	const { get } = world.store;
	const gets = [slow.passed, Promise.resolve()];
	world.store = { ...world.store, get: (owner) => reading(owner) };
	const reading: typeof get = async (owner) => {
		await gets.shift();
		return get(owner);
	};
	const first = keeper.open();
	await keeper.open();
	await scan(0);
	slow.open();
	await first;

	expect(counted()).toEqual(["item-0"]);
});

describe("a refusal that could not be signed", () => {
	beforeEach(async () => {
		await offered(0, 1);
		await keeper.open();
		await scan(0);
		keeper.explain("item-1", "short.left_behind");
		world.fullFrom = 1;
		await keeper.sign();
		expect(world.signed.map(({ act }) => act)).toEqual(["accept"]);
		expect(keeper.error).toBeInstanceOf(StorageFull);
	});

	test("is open again with its reason, here and after a restart", async () => {
		const later = new RoundKeeper(world);
		await later.open();

		for (const { round, short } of [keeper, later]) {
			expect(round.missing).toEqual({ "item-1": "short.left_behind" });
			expect(short.map(({ subject }) => subject)).toEqual(["item-1"]);
		}
	});

	test("can be signed, though nothing else is left to sign", async () => {
		world.fullFrom = Number.POSITIVE_INFINITY;
		expect(keeper.refused.map(({ subject }) => subject)).toEqual(["item-1"]);
		await keeper.sign();

		expect(world.signed.map(({ act }) => act)).toEqual(["accept", "refuse"]);
		expect(keeper.round.missing).toEqual({});
	});
});

describe("of two tabs", () => {
	let other: RoundKeeper;
	let otherStore: ReturnType<typeof roundsIn>;

	beforeEach(async () => {
		otherStore = roundsIn(await openPhone(`again-${names}`));
		const beside = Object.create(world, { store: { value: otherStore } });
		other = new RoundKeeper(beside);
		await keeper.open();
		await scan(0);
		await scan(1);
		await other.open();
	});

	/** What was told between the tabs has been heard. */
	async function until(isSo: () => boolean): Promise<void> {
		for (let turn = 0; turn < 200 && !isSo(); turn += 1) {
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(isSo()).toBe(true);
	}

	/** As the other tab signs it, on the same device. */
	function signedBeside(no: number): void {
		const seq = world.own.length;
		world.own = [...world.own, scanOf({ seq, id: `beside-${seq}`, on: [{ l: labelNo(no) }] })];
	}

	test("what the other signed leaves the round while it is open", async () => {
		signedBeside(0);
		await keeper.look();

		expect(counted()).toEqual(["item-1"]);
	});

	test("what the other signed is not signed again", async () => {
		signedBeside(0);
		await keeper.sign();
		signedBeside(1);
		await keeper.sign();

		expect(world.signed.flatMap(({ on }) => on)).toHaveLength(1);
	});

	test("what the other signed and was scanned here since counts", async () => {
		world.items = [];
		signedBeside(0);
		await keeper.look();
		await scan(0);
		await keeper.look();

		expect(keeper.round.hits).toHaveLength(2);
	});

	test("the other writes nothing of what it still shows, however late it hears of the signing", async () => {
		await keeper.sign();
		await scan(2);
		await other.look();

		expect([counted(other), await opened()]).toEqual([[], ["item-2"]]);
	});

	test("one shows what the other counts, takes out and signs", async () => {
		const stop = keeper.follow();
		await scan(2, other);
		await until(() => counted().length === 3);
		await other.remove([hitNo(0)]);
		await until(() => counted().length === 2);
		await other.drop();
		await until(() => counted().length === 0);
		stop();
	});

	test("what is scanned while the other's round is read stays", async () => {
		const slow = gate();
		let isReading = false;
		const { get } = world.store;
		world.store.get = async (owner) => {
			isReading = true;
			await slow.passed;
			return get(owner);
		};
		const stop = keeper.follow();
		await other.remove([hitNo(0)]);
		await until(() => isReading);
		await scan(2);
		slow.open();
		await until(() => counted().length === 3);
		stop();
	});
});

describe("a store that fails once", () => {
	let failures = 0;

	beforeEach(() => {
		failures = 0;
		const { get } = world.store;
		world.store.get = (owner) => {
			failures -= 1;
			return failures >= 0 ? Promise.reject(new Error("once")) : get(owner);
		};
	});

	test("while a round is opened holds up no scan after the first", async () => {
		failures = 2;
		await expect(keeper.open()).rejects.toThrow("once");
		await expect(scan(0)).rejects.toThrow("once");

		await scan(0);
		await scan(1);

		expect(counted()).toEqual(["item-0", "item-1"]);
	});

	test("at midnight holds up none either, and what is lost is still said", async () => {
		await keeper.open();
		await scan(0);
		world.nowMs += DAY_MS;
		failures = 1;
		await expect(scan(1)).rejects.toThrow("once");

		await scan(1);

		expect(counted()).toEqual(["item-1"]);
		expect(kinds()).toContain("new_day");
	});
});

describe("what nobody here knows, signed where the server could not hear it", () => {
	async function again(): Promise<RoundKeeper> {
		const later = new RoundKeeper(world);
		await later.open();
		await scan(7, later);
		return later;
	}

	beforeEach(async () => {
		world.changes = { countsUnknown: true };
		await keeper.open();
		await scan(7);
		await keeper.sign();
	});

	test("is not counted again by a page that was opened anew", async () => {
		const later = await again();

		expect(later.telling.list.map(({ answer }) => answer.is)).toEqual(["signed_already"]);
		expect(later.round.hits).toEqual([]);
	});

	test("counts where it goes the other way, or the server has heard of it since", async () => {
		world.direction = "give";
		expect((await again()).round.hits).toHaveLength(1);

		world.direction = "take";
		world.own = world.own.map((one) => ({ ...one, sync: "safe" }));
		expect((await again()).round.hits).toHaveLength(1);
	});
});
