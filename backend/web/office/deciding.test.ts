import { beforeEach, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import type { Statement } from "../shared/scan";
import { Deciding } from "./deciding.svelte";
import { knownItem, ownScan } from "./test_things";

const first = knownItem({ subject: "first", dossier: "dossier-1" });
const second = knownItem({ subject: "second", dossier: "dossier-2" });

/** The desk and its server as a decision sees them; an answer comes when it is let through. */
class World {
	decided: [path: string, said: object][] = [];
	signed: Statement[] = [];
	fails: Error | null = null;
	isFull = false;
	#passes: (() => void)[] = [];
	isSlow = false;

	post = async <Answer>(path: string, said: object): Promise<Answer> => {
		const { fails } = this;
		if (this.isSlow) await new Promise<void>((pass) => this.#passes.push(pass));
		if (fails !== null) throw fails;
		this.decided.push([path, said]);
		return { dossier: { code: "0014" }, label: { id: "label" } } as Answer;
	};

	getFile = async (): Promise<Blob> => new Blob();

	async sign(statement: Statement): Promise<KeptScan> {
		if (this.isFull) throw new StorageFull();
		this.signed.push(statement);
		return ownScan({ id: "result", act: "commission" });
	}

	settled = async (scans: readonly KeptScan[]): Promise<KeptScan[]> => [...scans];

	passes(): void {
		this.#passes.shift()?.();
	}
}

let world: World;
let deciding: Deciding;

beforeEach(() => {
	world = new World();
	deciding = new Deciding(world, world);
});

test("a decision is sent, and its result's departure signed", async () => {
	deciding.begin(first);
	deciding.choose("refused");
	deciding.seal = " 12 ";

	expect(await deciding.sign()).toBe(true);

	expect(world.decided).toMatchObject([
		["dossiers/dossier-1/decision", { outcome: "refused", seal: "12" }],
	]);
	expect(world.signed).toEqual([{ act: "commission", on: [{ l: "label" }] }]);
	expect(deciding.item).toBeNull();
});

test("while one is under way no other is opened, and it is not dropped", async () => {
	world.isSlow = true;
	deciding.begin(first);
	const signing = deciding.sign();
	deciding.begin(second);
	deciding.drop();
	expect(deciding.item).toBe(first);

	world.passes();
	await signing;

	expect(world.decided.map(([path]) => path)).toEqual(["dossiers/dossier-1/decision"]);
});

test("what failed is tried again for the same dossier alone", async () => {
	world.fails = new Offline("down");
	deciding.begin(first);
	await deciding.sign();
	expect(deciding.error).toBeInstanceOf(Offline);
	world.fails = null;

	deciding.begin(second);
	expect(deciding.error).toBeNull();
	deciding.begin(first);
	await deciding.sign();

	expect(world.decided.map(([path]) => path)).toEqual(["dossiers/dossier-1/decision"]);
});

test("once it is dropped nothing is left to try again", async () => {
	world.fails = new Offline("down");
	deciding.begin(first);
	await deciding.sign();

	deciding.drop();

	expect(deciding.error).toBeNull();
	expect(await deciding.sign()).toBe(false);
});

test("a decision that stands waits for its signature before another one begins", async () => {
	world.isFull = true;
	deciding.begin(first);
	await deciding.sign();
	deciding.begin(second);
	deciding.drop();
	expect(deciding.item).toBe(first);
	world.isFull = false;

	await deciding.sign();

	expect(world.decided).toHaveLength(1);
	expect(world.signed).toHaveLength(1);
});

test("two clicks decide once", async () => {
	deciding.begin(first);

	await Promise.all([deciding.sign(), deciding.sign()]);

	expect(world.decided).toHaveLength(1);
});
