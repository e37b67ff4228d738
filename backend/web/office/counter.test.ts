import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Offline } from "../shared/device/api";
import { StorageFull } from "../shared/device/outbox";
import { typedCode } from "../shared/typed_code";
import { Counter, shownBeside } from "./counter.svelte";
import { another, CITIZEN, result, SECRET, SELF, SLIP, World } from "./test_counter";
import { knownItem, LABEL, ownScan, TIP } from "./test_things";

let world: World;
let counter: Counter;
let clock: ManualClock;

beforeEach(() => {
	world = new World();
	clock = new ManualClock(0);
	counter = new Counter(world, world, world.now, () => {}, clock);
});

describe("a result is given out", () => {
	test("with the right PIN, to whom it belongs", async () => {
		await counter.begin(result);
		counter.pin = "123 456";
		await counter.deliver();

		expect(world.asked).toEqual([{ item: result.subject, pin: "123456" }]);
		expect(world.signed).toEqual([
			{
				statement: { act: "deliver", on: [{ l: LABEL, b: TIP }], to: CITIZEN },
				hidden: { pin: "123456", recipient: SELF },
			},
		]);
		expect(counter.given?.item).toBe(result);
		expect(counter.giving).toBeNull();
	});

	test("with the slip that a scanner reads, and no PIN is asked", async () => {
		await counter.begin(result);
		await counter.bring(SLIP, [result], new Map());
		await counter.deliver();

		expect(world.asked).toEqual([]);
		expect(world.signed[0]?.hidden).toEqual({ slip: SECRET, recipient: SELF });
	});

	test("with the slip that a scanner types into the field of the PIN", async () => {
		await counter.begin(result);
		counter.pin = SLIP;
		await counter.typed();
		await counter.deliver();

		expect(world.asked).toEqual([]);
		expect(world.signed[0]?.hidden).toEqual({ slip: SECRET, recipient: SELF });
	});

	test("to somebody else, whose name goes with it", async () => {
		await counter.begin(result);
		counter.pin = "123456";
		counter.giveTo("other");
		expect(counter.isReady).toBe(false);

		counter.taker = " Trần Thị B ";
		await counter.deliver();

		expect(world.signed[0]?.hidden).toMatchObject({
			recipient: { name: "Trần Thị B", relation: "other" },
		});
	});

	test("its scan is shown as far as it has come", async () => {
		await counter.begin(result);
		counter.choose("none");
		await counter.deliverUnproven();
		expect(counter.given?.scan.sync).toBe("pending");

		const desk = { own: [ownScan({ id: "given", sync: "safe" })], sign: world.sign };
		const told = new Counter(
			Object.assign(desk, { signed: [] }),
			world,
			(item) => item,
			() => {},
		);
		await told.begin(result);
		told.choose("none");
		await told.deliverUnproven();

		expect(told.given?.scan.sync).toBe("safe");
	});
});

describe("what was shown for one result", () => {
	test("proves nothing of another", async () => {
		await counter.begin(result);
		await counter.bring(SLIP, [], new Map());
		counter.giveTo("other");
		counter.taker = "B";
		await counter.begin(another);

		expect([counter.way, counter.slip, counter.isOther, counter.taker]).toEqual([
			...["pin", null],
			...[false, ""],
		]);
		counter.choose("none");
		await counter.deliverUnproven();
		expect(world.signed[0]?.statement.to).toBe("another citizen");
	});

	test("is not carried over when it is dropped", async () => {
		await counter.begin(result);
		counter.pin = "123456";
		counter.drop();
		await counter.deliver();

		expect(world.signed).toEqual([]);
		expect(counter.pin).toBe("");
	});

	test("an answer of whose it is that comes late is not taken for the next one's", async () => {
		const answers: (() => void)[] = [];
		const get = world.get;
		world.get = async <Answer>(path: string): Promise<Answer> => {
			const answer = await get<Answer>(path);
			await new Promise<void>((resolve) => answers.push(resolve));
			return answer;
		};
		const first = counter.begin(result);
		await Promise.resolve();
		const second = counter.begin(another);
		await new Promise((resolve) => setTimeout(resolve));
		answers[1]?.();
		await second;
		answers[0]?.();
		await first;

		expect(counter.dossier?.citizen).toBe("another citizen");
	});
});

describe("while a PIN is being asked", () => {
	const CHANGES: [string, () => void | Promise<void>][] = [
		["another way is chosen", () => counter.choose("none")],
		["a slip is read", () => counter.bring(SLIP, [], new Map())],
		["somebody else takes it", () => counter.giveTo("other")],
		["it is cancelled", () => counter.drop()],
		["it is cancelled and begun again", () => beginAgain()],
		["it is cancelled, and another one begun", () => beginAgain(another)],
	];

	function beginAgain(item = result): Promise<void> {
		counter.drop();
		return counter.begin(item);
	}

	async function ask(): Promise<{ answered: Promise<void> }> {
		world.isSlow = true;
		await counter.begin(result);
		counter.pin = "123456";
		return { answered: counter.deliver() };
	}

	test.each(CHANGES)("and %s, a late answer signs nothing", async (_, change) => {
		const { answered } = await ask();
		await change();
		world.answers[0]?.();
		await answered;

		expect(world.signed).toEqual([]);
		expect([counter.given, counter.state]).toEqual([null, { is: "unasked" }]);
	});

	test("and it was cancelled, the late word on it says nothing of the next PIN", async () => {
		world.answer = { is_right: false, tries_left: 2 };
		const first = await ask();
		await beginAgain();
		world.answer = { is_right: true, tries_left: 5 };
		counter.pin = "654321";
		const second = counter.deliver();
		world.answers[0]?.();
		await first.answered;
		expect(counter.state).toEqual({ is: "asking" });

		world.answers[1]?.();
		await second;

		expect(world.signed.map(({ hidden }) => hidden)).toEqual([{ pin: "654321", recipient: SELF }]);
	});
});

describe("what is scanned", () => {
	test("the label of a result begins it", async () => {
		const code = await typedCode(LABEL);
		const labelled = knownItem({ labels: [{ id: LABEL, code, is_void: false }] });
		await counter.bring(code, [another, labelled], new Map());

		expect(counter.giving).toBe(labelled);
	});

	test("a slip before its result asks for the result first", async () => {
		await counter.bring(SLIP, [result], new Map());

		expect([counter.lost, counter.giving, counter.slip]).toEqual(["slip_first", null, null]);
	});

	test("what is no result here is told, and told no more once something begins", async () => {
		await counter.bring("rubbish", [result], new Map());
		expect(counter.lost).toBe("not_here");
		await counter.begin(result);

		expect(counter.lost).toBeNull();
	});

	test("something else than a slip, while one is asked for, is told", async () => {
		await counter.begin(result);
		counter.choose("slip");
		await counter.bring("rubbish", [result], new Map());

		expect([counter.isForeign, counter.slip]).toEqual([true, null]);
	});
});

describe("nothing is signed", () => {
	test("before it is known whose it is, and that can be asked again", async () => {
		world.isAway = true;
		await counter.begin(result);
		counter.choose("none");
		await counter.deliverUnproven();
		expect(world.signed).toEqual([]);
		expect(counter.error).toBeInstanceOf(Offline);

		world.isAway = false;
		await counter.again();
		await counter.deliverUnproven();

		expect(world.signed).toHaveLength(1);
		expect(counter.error).toBeNull();
	});

	test("twice by two clicks", async () => {
		await counter.begin(result);
		counter.pin = "123456";
		await Promise.all([counter.deliver(), counter.deliver(), counter.deliverUnproven()]);

		expect(world.signed).toHaveLength(1);
	});

	test("on a full disk, and it is still open then", async () => {
		world.isFull = true;
		await counter.begin(result);
		counter.choose("none");
		await counter.deliverUnproven();
		expect(counter.error).toBeInstanceOf(StorageFull);
		expect([counter.giving, counter.given]).toEqual([result, null]);

		world.isFull = false;
		await counter.deliverUnproven();
		expect(counter.given?.item).toBe(result);
	});
});

test("beside what is given out stands nothing of another item", () => {
	expect(shownBeside("another", result)).toBeNull();
	expect(shownBeside(result.subject, result)).toBe(result.subject);
	expect(shownBeside("another", null)).toBe("another");
});
