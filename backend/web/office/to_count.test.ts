import "../build/test_browser";
import { expect, test } from "vitest";
import { openPhone } from "../shared/device/database";
import { ToCount } from "./to_count.svelte";

test("what is taken over while the kept list is read joins it, each once", async () => {
	const { browser } = await openPhone("to-count");
	await browser.put("to-count", ["b"]);
	const list = new ToCount(browser);

	await Promise.all([list.open(), list.add(["a", "b"])]);
	expect(list.items).toEqual(["a", "b"]);

	await list.counted("a");
	const again = new ToCount(browser);
	await again.open();
	expect(again.items).toEqual(["b"]);
});
