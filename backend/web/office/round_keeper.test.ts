import "../build/test_browser";
import { beforeEach, expect, test } from "vitest";
import type { Database } from "../shared/device/database";
import { openPhone } from "../shared/device/database";
import { typedCode } from "../shared/typed_code";
import { EMPTY_ROUND } from "./round";
import { RoundKeeper } from "./round_keeper.svelte";
import { COURIER, knownItem, LABEL, OFFICE, ownScan } from "./test_things";

let database: Database;
let names = 0;

beforeEach(async () => {
	names += 1;
	database = await openPhone(`desk-${names}`);
});

async function keeper(): Promise<RoundKeeper> {
	const code = await typedCode(LABEL);
	const labels = [{ id: LABEL, code, is_void: false }];
	const coming = knownItem({ labels, holder: COURIER, holder_kind: "courier", next: OFFICE });
	const desk = {
		...{ mine: database.ofPerson("p"), labelKeys: new Map() },
		sign: async () => ownScan(),
		settled: async () => [],
	};
	return new RoundKeeper(desk, { items: [coming], place: { id: OFFICE } });
}

test("a round offers nothing before the one that was kept has been read", async () => {
	const round = await keeper();

	const opening = round.open();
	expect(round.isOpen).toBe(false);
	await opening;

	expect(round.isOpen).toBe(true);
});

test("what is scanned while the kept round is read joins it and does not replace it", async () => {
	const hit = { name: "B", isTyped: false, item: null };
	await database.ofPerson("p").put("round", { ...EMPTY_ROUND, hits: [hit] });
	const round = await keeper();

	const opening = round.open();
	const reading = round.read(await typedCode(LABEL));
	await Promise.all([opening, reading]);

	expect(round.round.hits.map(({ name }) => name)).toContain("B");
	expect(round.round.hits).toHaveLength(2);
});
