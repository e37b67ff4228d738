import "../build/test_browser";
import { beforeEach, expect, test } from "vitest";
import { type Database, openPhone } from "../shared/device/database";
import { newDraft } from "./intake";
import { IntakeKeeper } from "./intake_keeper.svelte";
import { ownScan } from "./test_things";

let database: Database;
let names = 0;

beforeEach(async () => {
	names += 1;
	database = await openPhone(`intake-${names}`);
});

function keeper(): IntakeKeeper {
	const mine = database.ofPerson("p");
	const desk = {
		database,
		mine,
		own: [],
		outbox: { newestOf: async () => null },
		sign: async () => ownScan(),
	};
	const api = { post: refused, getFile: refused, postForFile: refused };
	return new IntakeKeeper(desk, api);
}

async function refused(): Promise<never> {
	throw new Error("nothing is asked of the server here");
}

test("a draft that was kept is not dropped by a hand that was faster than its reading", async () => {
	await database.ofPerson("p").put("intake", { ...newDraft(0), seal: "PN 000238" });
	const intake = keeper();

	const opening = intake.open();
	await intake.drop();
	await opening;

	expect(intake.isReady).toBe(true);
	expect(intake.draft).toMatchObject({ seal: "PN 000238" });
	expect(await database.ofPerson("p").get("intake")).toMatchObject({ seal: "PN 000238" });
});
