import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Offline } from "../shared/device/api";
import type { KnownItem } from "../shared/handoff/overlay";
import { Counter } from "./counter.svelte";
import { another, refused, result, SECRET, SELF, SLIP, World } from "./test_counter";
import { LABEL } from "./test_things";

let world: World;
let counter: Counter;
let clock: ManualClock;

beforeEach(() => {
	world = new World();
	clock = new ManualClock(0);
	counter = new Counter(world, world, world.now, () => {}, clock);
});

describe("without proof", () => {
	test("the plain button signs nothing", async () => {
		await counter.begin(result);
		counter.choose("none");
		await counter.deliver();

		expect(world.signed).toEqual([]);
	});

	test("it goes out all the same if that is said, with nothing that was typed before", async () => {
		await counter.begin(result);
		counter.pin = "123456";
		counter.choose("none");
		await counter.deliverUnproven();

		expect(world.signed[0]?.hidden).toEqual({ recipient: SELF });
	});

	test("a wrong PIN signs nothing, and goes with it if it is given out in spite of it", async () => {
		world.answer = { is_right: false, tries_left: 2 };
		await counter.begin(result);
		counter.pin = "000000";
		await counter.deliver();
		expect(world.signed).toEqual([]);
		expect(counter.state).toEqual({ is: "wrong", left: 2 });

		await counter.deliverUnproven();

		expect(world.signed[0]?.hidden).toMatchObject({ pin: "000000" });
	});

	test("a wrong PIN that is entered again unchanged costs no second try", async () => {
		world.answer = { is_right: false, tries_left: 2 };
		await counter.begin(result);
		counter.pin = "000000";
		await counter.deliver();
		await counter.deliver();
		expect(world.asked).toHaveLength(1);

		world.answer = { is_right: true, tries_left: 5 };
		counter.pin = "123456";
		counter.typed();
		await counter.deliver();

		expect(world.signed).toHaveLength(1);
	});

	test("as the board has it when it is signed, though it was relabelled meanwhile", async () => {
		await counter.begin(result);
		counter.pin = "123456";
		world.newest = { ...result, basis: "a newer node" };
		await counter.deliver();

		expect(world.signed[0]?.statement.on).toEqual([{ l: LABEL, b: "a newer node" }]);
	});

	test.each([
		["no network", new Offline()],
		["a server that has not heard of the result yet", refused("not_found", 404)],
	])("of %s the clerk decides, and the server tries the PIN later", async (_, error) => {
		world.answer = error;
		await counter.begin(result);
		counter.pin = "123456";
		await counter.deliver();
		expect([world.signed.length, counter.state.is]).toEqual([0, "untried"]);
		await counter.deliver(); // the same key, once more, before anybody could read that
		expect(world.signed).toEqual([]);
		clock.pass(1_000);

		await counter.deliver();

		expect(world.asked).toHaveLength(1);
		expect(world.signed[0]?.hidden).toMatchObject({ pin: "123456" });
	});

	test("the slip of another result is told before the signature, and nothing is signed by it", async () => {
		world.found = [another];
		await counter.begin(result);
		await counter.bring(SLIP, [result, another], new Map());
		expect(counter.state).toEqual({ is: "other_slip", code: another.code });
		expect([counter.slip, counter.hasProof]).toEqual([null, false]);
		await counter.deliver();
		expect(world.signed).toEqual([]);

		world.found = [another, result];
		await counter.bring(SLIP, [result, another], new Map());
		await counter.deliver();

		expect(world.signed[0]?.hidden).toMatchObject({ slip: SECRET });
	});

	test("whoever signs at once waits for the word on the slip, and not for a road too slow", async () => {
		let answer = (_: KnownItem[]) => {};
		const { get } = world;
		world.get = <Answer>(path: string) =>
			path.startsWith("lookups")
				? new Promise<Answer>((pass) => {
						answer = (found) => pass(found as Answer);
					})
				: get<Answer>(path);
		await counter.begin(result);
		void counter.bring(SLIP, [result], new Map());
		const signing = [counter.deliver(), counter.deliver()];
		answer([another]);
		await Promise.all(signing);
		expect([world.signed.length, counter.state.is]).toEqual([0, "other_slip"]);

		void counter.bring(SLIP, [result], new Map());
		const again = [counter.deliver(), counter.deliver()];
		clock.pass(3_000);
		await Promise.all(again);

		expect(world.signed).toHaveLength(1);
	});

	test("a slip of which nobody knows whose it is goes along, and is tried later", async () => {
		await counter.begin(result);
		world.isAway = true;
		await counter.bring(SLIP, [result], new Map());
		await counter.deliver();

		expect(world.signed[0]?.hidden).toMatchObject({ slip: SECRET });
	});

	test("a lock closes the PIN and not the slip", async () => {
		world.answer = { is_right: false, tries_left: 0 };
		await counter.begin(result);
		counter.pin = "000000";
		await counter.deliver();
		expect([counter.state.is, counter.hasProof]).toEqual(["locked", false]);

		await counter.bring(SLIP, [result], new Map());
		await counter.deliver();

		expect(world.signed[0]?.hidden).toMatchObject({ slip: SECRET });
	});
});
