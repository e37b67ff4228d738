import "../build/test_browser";
import { expect, test } from "vitest";
import { openPhone } from "../shared/device/database";
import { ToCount } from "./to_count.svelte";

test("what is taken over while the kept list is read joins it, each once", async () => {
	const database = await openPhone("to-count");
	await database.browser.put("to-count", ["b"]);
	const list = new ToCount(database);

	await Promise.all([list.open(), list.add(["a", "b"])]);
	expect(list.items).toEqual(["a", "b"]);

	await list.counted("a");
	const again = new ToCount(database);
	await again.open();
	expect(again.items).toEqual(["b"]);
});

test("what one tab counted another does not bring back, and shows no more", async () => {
	const [one, two] = [
		new ToCount(await openPhone("to-count-tabs")),
		new ToCount(await openPhone("to-count-tabs")),
	];
	const stop = one.follow();
	await one.add(["x", "z"]);
	await two.open();
	await two.counted("x");
	await one.add(["y"]);

	await two.open();
	expect(one.items).toEqual(["y", "z"]);
	expect(two.items).toEqual(["y", "z"]);

	await two.counted("z");
	await expect.poll(() => one.items).toEqual(["y"]);
	stop();
});
