import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Offline, Refused } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import type { KnownItem } from "../shared/handoff/overlay";
import type { PrivatePart, Statement } from "../shared/scan";
import { typedCode } from "../shared/typed_code";
import { Counter } from "./counter.svelte";
import { knownItem, LABEL, ownScan, TIP } from "./test_things";

const SECRET = "AAECAwQFBgcICQoLDA0ODw";
const SLIP = `https://hoso.example/t/WR0N-GC0D-E000#${SECRET}`;
const CITIZEN = "citizen";
const SELF = { relation: "self" };
const result = knownItem({ direction: "back" });
const another = knownItem({
	...{ subject: "another", dossier: "second" },
	labels: [{ id: "another label", code: "", is_void: false }],
});

/** The desk and its server as a counter sees them. */
class World {
	own: KeptScan[] = [];
	signed: { statement: Statement; hidden: PrivatePart | undefined }[] = [];
	asked: object[] = [];
	answer: { is_right: boolean; tries_left: number } | Error = { is_right: true, tries_left: 5 };
	isFull = false;
	isAway = false;
	newest: KnownItem | undefined;

	now = (item: KnownItem): KnownItem => this.newest ?? item;

	/** Whose result a slip is of, as far as it is known. */
	found: KnownItem[] = [];

	get = async <Answer>(path: string): Promise<Answer> => {
		if (this.isAway) throw new Offline();
		if (path.startsWith("lookups")) return this.found as Answer;
		const citizen = path.endsWith("second") ? "another citizen" : CITIZEN;
		return { citizen, applicant: { name: "Nguyễn Văn A", phone: null } } as Answer;
	};

	/** Lets the server's word on a PIN arrive, where it is slow. */
	answers: (() => void)[] = [];
	isSlow = false;

	post = async <Answer>(_: string, said: object): Promise<Answer> => {
		const { answer } = this;
		this.asked.push(said);
		if (this.isSlow) await new Promise<void>((pass) => this.answers.push(pass));
		if (answer instanceof Error) throw answer;
		return answer as Answer;
	};

	async sign(statement: Statement, hidden?: PrivatePart): Promise<KeptScan> {
		if (this.isFull) throw new StorageFull();
		this.signed.push({ statement, hidden });
		return ownScan({ id: "given", act: "deliver" });
	}
}

let world: World;
let counter: Counter;
let clock: ManualClock;

beforeEach(() => {
	world = new World();
	clock = new ManualClock(0);
	counter = new Counter(world, world, world.now, () => {}, clock);
});

function refused(code: string, status: number): Refused {
	return new Refused({ type: "about:blank", title: "", status, code, retry: "later" });
}

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
