import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../build/manual_clock";
import { Offline, Refused } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import type { PrivatePart, Statement } from "../shared/scan";
import type { KnownDayItem } from "./day";
import { Door } from "./door.svelte";
import { CITIZEN, delivery, LABEL, PARTY, toTheDoor } from "./test_things";

const SECRET = "AAECAwQFBgcICQoLDA0ODw";
const SLIP = `https://hoso.example/t/WR0N-GC0D-E000#${SECRET}`;

let phone: Hand;
let clock: ManualClock;
let door: Door;
/** The item as the day shows it. */
let held: KnownDayItem | undefined;

/** The page of the door, as it is after a reload. */
function opened(): Door {
	return new Door(
		phone,
		() => held,
		() => {},
		clock,
	);
}

/** The phone as a door sees it: what is signed is kept, and the server's word on a PIN is ours. */
class Hand {
	enrolment = { party: { id: PARTY } };
	own: KeptScan[] = [];
	signed: { statement: Statement; hidden: PrivatePart | undefined }[] = [];
	asked: object[] = [];
	answer: { is_right: boolean; tries_left: number } | Error = { is_right: true, tries_left: 5 };
	isFull = false;
	/** Lets the server's word on a PIN arrive, where it is slow. */
	answers: (() => void)[] = [];
	isSlow = false;
	api = {
		post: async <Answer>(_path: string, said: object): Promise<Answer> => {
			const { answer } = this;
			this.asked.push(said);
			if (this.isSlow) await new Promise<void>((pass) => this.answers.push(pass));
			if (answer instanceof Error) throw answer;
			return answer as Answer;
		},
	};

	async sign(statement: Statement, _place?: string, hidden?: PrivatePart): Promise<KeptScan> {
		if (this.isFull) throw new StorageFull();
		this.signed.push({ statement, hidden });
		return delivery({ sync: "pending" });
	}
}

function refused(status: number): Refused {
	return new Refused({ type: "", title: "", status, code: "too_many_look_ups", retry: "later" });
}

beforeEach(() => {
	phone = new Hand();
	clock = new ManualClock(0);
	held = toTheDoor();
	door = opened();
});

describe("with a PIN", () => {
	test("the right one delivers, and goes with the scan", async () => {
		door.pin = "123456";

		await door.deliver();

		expect(phone.asked).toHaveLength(1);
		expect(phone.signed).toEqual([
			{
				statement: { act: "deliver", on: [{ l: LABEL, b: "tip" }], to: CITIZEN },
				hidden: { pin: "123456" },
			},
		]);
		expect(door.done).toBe("delivered");
	});

	test("a wrong one signs nothing and is told, with the tries that are left", async () => {
		phone.answer = { is_right: false, tries_left: 3 };
		door.pin = "123456";

		await door.deliver();

		expect(phone.signed).toEqual([]);
		expect(door.state).toEqual({ is: "wrong", left: 3 });
	});

	test("a wrong one goes with a delivery that is signed in spite of it", async () => {
		phone.answer = { is_right: false, tries_left: 3 };
		door.pin = "123456";
		await door.deliver();

		await door.deliverUnproven();

		expect(phone.asked).toHaveLength(1);
		expect(phone.signed[0]?.hidden).toEqual({ pin: "123456" });
	});

	test.each([
		["no more tries", { is_right: false, tries_left: 0 }],
		["a lock", refused(429)],
	])("%s locks this way, and the slip is still a way", async (_, answer) => {
		phone.answer = answer;
		door.pin = "123456";
		await door.deliver();
		expect(door.state).toEqual({ is: "locked" });
		expect(door.isReady).toBe(false);

		door.choose("slip");
		door.read(SLIP);
		await door.deliver();

		expect(phone.signed[0]?.hidden).toEqual({ slip: SECRET });
	});

	test("without network the courier decides, and the server tries it later", async () => {
		phone.answer = new Offline("down");
		door.pin = "123456";
		await door.deliver();
		expect(door.state).toEqual({ is: "untried" });
		expect(door.isReady).toBe(false);
		await door.deliver(); // the same key, before anybody could read that
		expect(phone.signed).toEqual([]);

		clock.pass(1_000);
		await door.deliver();

		expect(phone.asked).toHaveLength(1);
		expect(phone.signed[0]?.hidden).toEqual({ pin: "123456" });
	});

	test("another PIN is another question", async () => {
		phone.answer = { is_right: false, tries_left: 3 };
		door.pin = "123456";
		await door.deliver();
		door.pin = "654321";
		door.typed();
		phone.answer = { is_right: true, tries_left: 3 };

		await door.deliver();

		expect(phone.signed[0]?.hidden).toEqual({ pin: "654321" });
	});

	test.each(["1234", "12345", "1234567", "12 345", "12a456", ""])("%j is none", (pin) => {
		door.pin = pin;

		expect(door.isReady).toBe(false);
	});

	test("spaces in it mean nothing", async () => {
		door.pin = " 123 456";

		await door.deliver();

		expect(phone.asked).toMatchObject([{ pin: "123456" }]);
		expect(phone.signed[0]?.hidden).toEqual({ pin: "123456" });
	});

	test("a slip that a scanner types in its place is the slip, and is no try of a PIN", async () => {
		door.pin = SLIP;
		door.typed();
		expect([door.way, door.pin]).toEqual(["slip", ""]);

		await door.deliver();

		expect(phone.asked).toEqual([]);
		expect(phone.signed[0]?.hidden).toEqual({ slip: SECRET });
	});
});

describe("with the slip", () => {
	test("its secret goes with the scan, and no PIN is asked", async () => {
		door.pin = "123456";
		door.choose("slip");
		door.read(SLIP);

		await door.deliver();

		expect(phone.asked).toEqual([]);
		expect(phone.signed[0]?.hidden).toEqual({ slip: SECRET });
	});

	test("whatever else is scanned is told and not kept", () => {
		door.choose("slip");

		door.read("https://elsewhere.example/");

		expect(door.isForeign).toBe(true);
		expect(door.isReady).toBe(false);
	});

	test("a second look at the same slip changes nothing", () => {
		door.choose("slip");
		door.read(SLIP);
		door.read("rubbish");

		expect(door.isReady).toBe(true);
		expect(door.slip).toBe(SECRET);
	});
});

describe("with nothing", () => {
	test("it is no delivery by the plain button", async () => {
		door.choose("none");

		await door.deliver();

		expect(phone.signed).toEqual([]);
	});

	test("it is a delivery that shows nothing, not even a PIN that was typed before", async () => {
		door.pin = "123456";
		door.choose("none");

		await door.deliverUnproven();

		expect(phone.signed[0]?.hidden).toEqual({});
		expect(door.done).toBe("delivered");
	});
});

describe("while a PIN is being asked", () => {
	const NOW: [string, () => void][] = [
		["another way is chosen", () => door.choose("none")],
		["a slip is read", () => door.read(SLIP)],
		["another PIN is typed", () => type("654321")],
		["the page is left", () => door.stop()],
	];

	function type(pin: string): void {
		door.pin = pin;
		door.typed();
	}

	function ask(): Promise<void> {
		phone.isSlow = true;
		door.pin = "123456";
		return door.deliver();
	}

	test.each(NOW)("and %s, a late answer signs nothing", async (_, change) => {
		const asked = ask();
		change();
		phone.answers[0]?.();
		await asked;

		expect(phone.signed).toEqual([]);
		expect([door.done, door.state]).toEqual([null, { is: "unasked" }]);
	});

	test("and it was given up, the late word on it says nothing of the next PIN", async () => {
		phone.answer = { is_right: false, tries_left: 3 };
		const first = ask();
		type("654321");
		phone.answer = { is_right: true, tries_left: 3 };
		const second = door.deliver();
		phone.answers[0]?.();
		await first;
		expect(door.state).toEqual({ is: "asking" });

		phone.answers[1]?.();
		await second;

		expect(phone.signed.map(({ hidden }) => hidden)).toEqual([{ pin: "654321" }]);
	});

	test("and nobody is there, that alone is signed", async () => {
		const asked = ask();
		await door.attempt("attempt.absent");
		phone.answers[0]?.();
		await asked;

		expect(phone.signed.map(({ statement }) => statement.act)).toEqual(["attempt"]);
		expect(door.done).toBe("attempted");
	});
});

test("what is done at a door is done once, whatever is pressed after it", async () => {
	door.choose("none");
	await door.deliverUnproven();

	await door.attempt("attempt.absent");
	await door.deliverUnproven();

	expect(phone.signed).toHaveLength(1);
	expect(door.done).toBe("delivered");
});

test("two taps sign once", async () => {
	door.choose("none");

	await Promise.all([door.deliverUnproven(), door.deliverUnproven()]);

	expect(phone.signed).toHaveLength(1);
});

test("two taps on the plain button ask once and sign once", async () => {
	door.pin = "123456";

	await Promise.all([door.deliver(), door.deliver()]);

	expect(phone.asked).toHaveLength(1);
	expect(phone.signed).toHaveLength(1);
});

test("without knowing the receiver nothing is signed", async () => {
	held = toTheDoor({ recipient: null });
	door.choose("none");

	await door.deliverUnproven();

	expect(phone.signed).toEqual([]);
});

test("a full phone says that it does not count, and may be asked again", async () => {
	phone.isFull = true;
	door.choose("none");
	await door.deliverUnproven();
	expect(door.isStorageFull).toBe(true);
	expect(door.done).toBeNull();
	phone.isFull = false;

	await door.deliverUnproven();

	expect(door.isStorageFull).toBe(false);
	expect(door.done).toBe("delivered");
});

describe("a page that is opened again", () => {
	const GIVEN: Partial<KnownDayItem> = { state: "delivered", holder: CITIZEN, basis: "own" };

	test("knows from the outbox that it was delivered, and signs nothing more", async () => {
		phone.own = [delivery({ sync: "pending" })];
		held = toTheDoor(GIVEN);
		door = opened();
		door.choose("none");

		await door.deliverUnproven();
		await door.attempt("attempt.absent");

		expect([door.done, door.scan, door.isOpen]).toEqual(["delivered", phone.own[0], false]);
		expect(phone.signed).toEqual([]);
	});

	test("says nothing of what somebody else delivered, and is closed", () => {
		held = toTheDoor({ ...GIVEN, basis: "theirs" });
		door = opened();

		expect([door.done, door.isOpen]).toEqual([null, false]);
	});

	test("is closed where somebody else has it by now", async () => {
		held = toTheDoor({ holder: "office", state: "held" });
		door = opened();
		door.choose("none");

		await door.deliverUnproven();

		expect([door.isOpen, phone.signed]).toEqual([false, []]);
	});

	test("tells an attempt that was signed last, and lets him try again", async () => {
		phone.own = [delivery({ act: "attempt", sync: "pending" })];
		door = opened();
		expect([door.done, door.isAttempted, door.isOpen]).toEqual([null, true, true]);
		door.choose("none");

		await door.deliverUnproven();

		expect(phone.signed).toHaveLength(1);
	});

	test("tells no attempt that came before the item was taken anew", () => {
		const before = delivery({ act: "attempt", seq: 1 });
		phone.own = [before, delivery({ act: "take", seq: 2, id: "taken" })];
		door = opened();

		expect(door.isAttempted).toBe(false);
	});

	test("while a PIN is asked, another tab delivers: the late answer signs nothing", async () => {
		phone.isSlow = true;
		door.pin = "123456";
		const asked = door.deliver();
		held = toTheDoor(GIVEN);
		phone.answers[0]?.();
		await asked;

		expect(phone.signed).toEqual([]);
	});
});
