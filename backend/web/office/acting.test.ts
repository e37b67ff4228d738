import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Acting } from "./acting.svelte";

test("what is pressed again while it runs is not begun again, and may be once it is over", async () => {
	const acting = new Acting();
	let begun = 0;
	let pass = () => {};
	const held = new Promise<void>((open) => {
		pass = open;
	});
	const work = () => {
		begun += 1;
		return held;
	};

	const presses = [acting.run(work), acting.run(work)];
	expect(acting.isBusy).toBe(true);
	pass();

	expect(await Promise.all(presses)).toEqual([true, false]);
	expect(begun).toBe(1);
	expect(await acting.run(work)).toBe(true);
	expect(begun).toBe(2);
});

test("what failed is told until the next press, which may do it", async () => {
	const acting = new Acting();

	expect(await acting.run(() => Promise.reject(new TypeError()))).toBe(false);
	expect(acting.error).toBeInstanceOf(TypeError);
	expect(acting.isBusy).toBe(false);

	expect(await acting.run(async () => {})).toBe(true);
	expect(acting.error).toBeNull();
});

test("no screen signs by a hand of its own: what signs is guarded where it can be tried", () => {
	const files = ["screens", "parts"].flatMap((folder) => {
		const path = join(import.meta.dirname, folder);
		return readdirSync(path).map((name) => join(path, name));
	});

	const bare = files.filter((file) => {
		const text = readFileSync(file, "utf-8");
		return text.includes("desk.sign(") && !text.includes("new Acting(");
	});

	expect(bare).toEqual([]);
});
