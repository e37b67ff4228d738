import { beforeEach, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import type { Statement } from "../shared/scan";
import { Commissioning } from "./commissioning.svelte";
import { knownItem, LABEL, ownScan } from "./test_things";

const begun = knownItem({ state: null, holder: null });

class World {
	own: KeptScan[] = [];
	signed: Statement[] = [];
	printed = 0;
	isAway = false;

	async sign(statement: Statement): Promise<KeptScan> {
		await Promise.resolve(); // signing takes its time
		this.signed.push(statement);
		const scan = ownScan({ act: statement.act, on: [...statement.on] });
		this.own = [...this.own, scan];
		return scan;
	}

	getFile = async (): Promise<Blob> => {
		if (this.isAway) throw new Offline();
		return new Blob();
	};

	print = async (): Promise<void> => {
		this.printed += 1;
	};
}

let world: World;
let commissioning: Commissioning;

beforeEach(() => {
	world = new World();
	commissioning = new Commissioning(world, world, world.print);
});

test("a double press signs one departure", async () => {
	await Promise.all([commissioning.sign(begun), commissioning.sign(begun)]);

	expect(world.signed).toEqual([{ act: "commission", on: [{ l: LABEL }] }]);
	expect(world.printed).toBe(1);
});

test("what is signed, here or in another tab, is printed and not signed again", async () => {
	world.isAway = true;
	await commissioning.sign(begun);
	expect(commissioning.error).toBeInstanceOf(Offline);
	world.isAway = false;

	await commissioning.sign(begun);

	expect(world.signed).toHaveLength(1);
	expect(world.printed).toBe(1);
});

const SET_ASIDE: Partial<KeptScan> = { sync: "person" };
const NOT_ALLOWED: Partial<KeptScan> = { sync: "safe", flags: ["no_grant"] };

test.each([SET_ASIDE, NOT_ALLOWED])("what came to nothing is signed anew: %o", async (became) => {
	world.own = [ownScan({ act: "commission", on: [{ l: LABEL }], ...became })];

	await commissioning.sign(begun);

	expect(world.signed).toHaveLength(1);
});
