import "../../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { openPhone } from "../device/database";
import { StorageFull } from "../device/outbox";
import { typedCode } from "../typed_code";
import { RoundKeeper } from "./keeper.svelte";
import { roundsIn } from "./kept_rounds";
import { hitNo, labelNo, ME, OTHER, offeredNo, offerNo, ticketFor } from "./test_things";
import { DAY_MS, gate, MONDAY, realItem, World } from "./test_world";

let names = 0;
let world: World;
let keeper: RoundKeeper;

beforeEach(async () => {
	names += 1;
	world = new World(roundsIn(await openPhone(`rounds-${names}`)));
	world.items = await Promise.all([0, 1, 2].map((no) => realItem(no)));
	keeper = new RoundKeeper(world);
});

async function scan(no: number): Promise<void> {
	await keeper.read(await typedCode(labelNo(no)));
}

function kinds(): string[] {
	return keeper.telling.list.map(({ answer }) => answer.is);
}

describe("a round that is signed", () => {
	test("says that it signed exactly the things that are in its scans", async () => {
		await keeper.open();
		await scan(0);
		await scan(1);
		await keeper.sign();

		expect(world.signed.flatMap(({ on }) => on)).toHaveLength(2);
		expect(keeper.signed?.hits.map(({ item }) => item)).toEqual(["item-0", "item-1"]);
		expect(keeper.round.hits).toEqual([]);
	});

	test("is frozen: a later hit begins a new round and says so", async () => {
		await keeper.open();
		await scan(0);
		await keeper.sign();
		await scan(1);

		expect(keeper.signed?.hits).toHaveLength(1);
		expect(keeper.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
		expect(kinds()).toContain("new_round");
		const again = new RoundKeeper(world);
		await again.open();
		expect(again.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
	});

	test("counts nothing of itself again, known to this device or not", async () => {
		world.items = [];
		await keeper.open();
		await scan(7);
		await keeper.sign();
		await scan(7);

		expect(keeper.round.hits).toEqual([]);
		expect(kinds()).toEqual(["signed_already"]);
	});

	test("keeps what is scanned while it is being signed, for the next one", async () => {
		const first = gate();
		world.gates = [first.passed];
		await keeper.open();
		await scan(0);
		const signing = keeper.sign();
		await scan(1);
		await scan(0);
		first.open();
		await signing;

		expect(world.signed.flatMap(({ on }) => on)).toHaveLength(1);
		expect(keeper.signed?.hits.map(({ item }) => item)).toEqual(["item-0"]);
		expect(keeper.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
		expect(kinds()).toContain("new_round");
	});

	test("is signed once, however often it is asked for meanwhile", async () => {
		await keeper.open();
		await scan(0);
		await Promise.all([keeper.sign(), keeper.sign()]);

		expect(world.signed).toHaveLength(1);
	});

	test("offers what a full device did not sign, and not what it did, for signing again", async () => {
		world.items = [offeredNo(0, offerNo(0)), ...world.items.slice(1)];
		world.fullFrom = 1;
		await keeper.open();
		await keeper.add([hitNo(0)]);
		await scan(1);
		await keeper.sign();

		expect(keeper.signed?.hits.map(({ item }) => item)).toEqual(["item-0"]);
		expect(keeper.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
		expect(keeper.error).toBeInstanceOf(StorageFull);
		const later = new RoundKeeper(world);
		await later.open();
		expect(later.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
	});

	test("is not offered again by an app that was killed before it could forget it", async () => {
		const { put, drop } = world.store;
		await keeper.open();
		await scan(0);
		await scan(1);
		world.store = { ...world.store, put: async () => {}, drop: async () => {} };
		await keeper.sign();
		world.store = { ...world.store, put, drop };
		const later = new RoundKeeper(world);
		await later.open();

		expect(later.round.hits).toEqual([]);
	});

	test("that fails for another reason says so and stays as it was", async () => {
		await keeper.open();
		await scan(0);
		world.gates = [Promise.reject(new Error("another person"))];
		await keeper.sign();

		expect(keeper.error).toBeInstanceOf(Error);
		expect(keeper.signed).toBeNull();
		expect(keeper.round.hits).toHaveLength(1);
	});

	test("gives up the reason of what it refused, and nothing else", async () => {
		const offer = offerNo(0);
		world.items = [offeredNo(0, offer), offeredNo(1, offer)];
		await keeper.open();
		await keeper.add([hitNo(0)]);
		keeper.explain("item-1", "short.giver_lacks");
		await keeper.sign();

		expect(world.signed.map(({ act }) => act)).toEqual(["accept", "refuse"]);
		expect(keeper.round.missing).toEqual({});
	});
});

describe("a round that was left behind", () => {
	async function left(): Promise<void> {
		await keeper.open();
		await scan(0);
	}

	async function opened() {
		const later = new RoundKeeper(world);
		await later.open();
		return later.round.hits.map(({ item }) => item);
	}

	test("opens again as it was, on the same day at the same stop", async () => {
		await left();

		expect(await opened()).toEqual(["item-0"]);
	});

	test("is not opened on another day, at another stop, by another person or the other way", async () => {
		await left();
		world.stop = 3;
		expect(await opened()).toEqual([]);
		world.stop = 2;
		world.direction = "give";
		expect(await opened()).toEqual([]);
		world.direction = "take";
		world.person = "binh";
		expect(await opened()).toEqual([]);
		world.person = "an";
		world.nowMs = MONDAY + DAY_MS;
		expect(await opened()).toEqual([]);
	});

	test("of another person is not even kept", async () => {
		await left();
		world.person = "binh";
		await opened();
		world.person = "an";

		expect(await opened()).toEqual([]);
	});

	test("over night on an open screen is not signed as today's", async () => {
		await left();
		world.nowMs = MONDAY + DAY_MS;
		await keeper.sign();

		expect(world.signed).toEqual([]);
		expect(keeper.round.hits).toEqual([]);
		expect(kinds()).toEqual(["new_day"]);
	});

	test("takes what is scanned while it is looked for", async () => {
		await left();
		const later = new RoundKeeper(world);

		const opening = later.open();
		expect(later.isOpen).toBe(false);
		const reading = later.read(await typedCode(labelNo(1)));
		await Promise.all([opening, reading]);

		expect(later.round.hits.map(({ item }) => item)).toEqual(["item-0", "item-1"]);
	});

	test("says so where it cannot be kept", async () => {
		await keeper.open();
		world.store = { ...world.store, put: () => Promise.reject(new Error("full")) };
		await scan(0);
		await Promise.resolve();

		expect(keeper.isUnkept).toBe(true);
	});
});

describe("a ticket", () => {
	const offer = offerNo(0);

	test("shown before this device hears of its offer counts as soon as it does", async () => {
		world.changes = { expected: [] };
		await keeper.open();
		await keeper.read(await ticketFor([0, 1], { offer, to: null }));
		await keeper.look();
		expect(keeper.rest).toEqual([]);

		world.items = [0, 1].map((no) => offeredNo(no, offer, { offeree: null }));
		await keeper.look();

		expect(keeper.rest.map(({ subject }) => subject)).toEqual(["item-0", "item-1"]);
	});

	test("counts all that it offers by itself at a counter, once", async () => {
		world.takesWholeOffers = true;
		world.items = [0, 1].map((no) => offeredNo(no, offer));
		await keeper.open();
		await keeper.read(await ticketFor([0, 1], { offer }));
		await keeper.look();
		expect(keeper.round.hits).toHaveLength(2);

		keeper.remove([hitNo(0)]);
		await keeper.look();

		expect(keeper.round.hits).toHaveLength(1);
	});

	test("is answered by what is known last, however long an earlier look takes", async () => {
		world.items = [0, 1].map((no) => offeredNo(no, offer));
		await keeper.open();
		await keeper.read(await ticketFor([0, 1], { offer }));
		const before = keeper.look();
		world.items = [];
		await keeper.look();
		await before;

		expect(keeper.byTicket.size).toBe(0);
	});

	test("of somebody else is told and not kept", async () => {
		await keeper.open();
		await keeper.read(await ticketFor([0], { offer, to: OTHER }));

		expect(keeper.round.tickets).toEqual([]);
		expect(kinds()).toEqual(["wrong_ticket"]);
	});
});

test("whoever gave to somebody gives to the same one next, and not to whoever comes", async () => {
	world.direction = "give";
	world.items = [await realItem(0, { holder: ME, holder_kind: "courier" })];
	await keeper.open();
	await keeper.add([hitNo(0)]);
	keeper.giveTo("courier");
	await keeper.sign();

	expect(world.signed[0]?.to).toBe("courier");
	expect(keeper.round.at).toBe("courier");
});

test("what was scanned by mistake is taken out, and comes back by one press", async () => {
	await keeper.open();
	await scan(0);
	await scan(1);
	const [first] = keeper.round.hits;
	if (first === undefined) throw new Error("nothing was counted");
	keeper.remove([first]);
	expect(keeper.round.hits.map(({ item }) => item)).toEqual(["item-1"]);
	expect(kinds()).toEqual(["removed"]);

	keeper.bringBack([first]);

	expect(keeper.round.hits.map(({ item }) => item)).toEqual(["item-1", "item-0"]);
	expect(kinds()).toEqual([]);
});

test("what was said of a thing goes with it when it is taken out", async () => {
	world.items = [];
	await keeper.open();
	await scan(7);
	expect(kinds()).toEqual(["unknown"]);

	keeper.remove(keeper.round.hits);

	expect(kinds()).toEqual(["removed"]);
});

test("what the giver signed over stays the same number while it is counted", async () => {
	world.items = [0, 1].map((no) => offeredNo(no, offerNo(0)));
	await keeper.open();
	await keeper.add([hitNo(0)]);

	expect([keeper.offered.length, keeper.rest.length]).toEqual([2, 1]);
});

test("a hand that gave something a moment ago does not offer it again", async () => {
	world.direction = "give";
	world.items = [await realItem(0, { holder: ME, holder_kind: "courier" })];
	await keeper.open();
	await keeper.add([hitNo(0)]);
	await keeper.sign();
	const later = new RoundKeeper(world);
	await later.open();
	await later.read(await typedCode(labelNo(0)));

	expect(later.round.hits).toEqual([]);
});
