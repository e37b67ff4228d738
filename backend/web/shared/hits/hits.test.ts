import { expect, test, vi } from "vitest";
import { Hits } from "./hits.svelte";

const CODE = "5NHK6X8MAJQ";
const OTHER = "19C7W9SKN1E";
const CAPSED = "https://hoso.example/t/PN-2612-0418#AAECAwQFBgcICQoLDA0ODw";

function listened() {
	const warn = vi.fn();
	const hits = new Hits(warn, () => "https://hoso.example");
	const heard: unknown[] = [];
	return { hits, heard, warn, stop: hits.listen((hit) => heard.push(hit)) };
}

function capsed(text: string): string {
	return text.replaceAll(/[a-z]/gi, (one) =>
		one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase(),
	);
}

test("what came is heard with what brought it", async () => {
	const { hits, heard } = listened();

	await hits.bring([CODE], "camera");

	expect(heard).toEqual([{ text: CODE, by: "camera" }]);
});

test("hits are heard in the order in which they came, however long each takes to read", async () => {
	const { hits, heard } = listened();

	await Promise.all([hits.bring([capsed(CAPSED)], "scanner"), hits.bring([CODE], "scanner")]);

	expect(heard).toMatchObject([{ text: CAPSED, repaired: "caps" }, { text: CODE }]);
});

test("what fails once on the screen does not silence what comes after", async () => {
	const { hits, heard } = listened();
	const stop = hits.listen(() => {
		throw new Error("a slip of the screen");
	});
	await expect(hits.bring([CODE], "scanner")).rejects.toThrow("a slip of the screen");
	stop();

	await hits.bring([OTHER], "scanner");
	await hits.bring([CODE], "scanner");

	expect(heard).toMatchObject([{ text: OTHER }, { text: CODE }]);
});

test("what cannot be read lets nothing overtake what came before it", async () => {
	const { hits, heard } = listened();
	const failing = new Proxy<string[]>([], {
		get() {
			throw new Error("cannot be read");
		},
	});

	const slow = hits.bring([capsed(CAPSED)], "scanner");
	await expect(hits.bring(failing, "scanner")).rejects.toThrow("cannot be read");
	await Promise.all([slow, hits.bring([CODE], "scanner")]);

	expect(heard).toMatchObject([{ text: CAPSED }, { text: CODE }]);
});

test("who came last hears alone, and the one before goes on afterwards", async () => {
	const { hits, heard } = listened();
	const dialog: unknown[] = [];
	const stop = hits.listen(({ text }) => dialog.push(text));

	await hits.bring([CODE], "scanner");
	stop();
	await hits.bring([OTHER], "scanner");

	expect(dialog).toEqual([CODE]);
	expect(heard).toMatchObject([{ text: OTHER }]);
});

test("who listens twice and stops once listens on", async () => {
	const { hits } = listened();
	const heard: string[] = [];
	const hear = ({ text }: { text: string }) => heard.push(text);
	hits.listen(hear);

	hits.listen(hear)();
	await hits.bring([CODE], "scanner");

	expect(heard).toEqual([CODE]);
});

test("who has left while a hit was read hears it no more, and nobody else does", async () => {
	const { hits, heard } = listened();
	const page: unknown[] = [];
	const stop = hits.listen((hit) => page.push(hit));

	const reading = hits.bring([CODE], "scanner");
	stop();
	await reading;

	expect([page, heard]).toEqual([[], []]);
});

test("where nobody listens a scan is warned of", async () => {
	const { hits, warn, stop } = listened();
	stop();

	await hits.bring([CODE], "scanner");

	expect(warn).toHaveBeenCalledOnce();
});

test("how the keyboard is set is said once", async () => {
	const { hits } = listened();

	await hits.bring([capsed(CAPSED)], "scanner");
	expect(hits.keyboard).toBe("caps");
	await hits.bring([CODE], "scanner");
	expect(hits.keyboard).toBeNull();
	await hits.bring([capsed(CAPSED)], "scanner");
	expect(hits.keyboard).toBeNull();
});

test("a label that cannot be read is nobody's hit, and it is said why every time", async () => {
	const { hits, heard, warn } = listened();

	await hits.bring(["HS1:W5ÁRẼ80: SVƯ"], "scanner");

	expect(heard).toEqual([]);
	expect(warn).toHaveBeenCalledOnce();
	expect(hits.keyboard).toBe("broken");
});

test("what was said of a scan that could not be read does not stay over one that is", async () => {
	const { hits } = listened();
	await hits.bring([capsed(CAPSED)], "scanner");
	await hits.bring([capsed(CAPSED)], "scanner");
	expect(hits.keyboard).toBe("caps");
	await hits.bring(["HS1:W5ÁRẼ80: SVƯ"], "scanner");
	expect(hits.keyboard).toBe("broken");

	await hits.bring([capsed(CAPSED)], "scanner");

	expect(hits.keyboard).toBeNull();
});

test.each([
	["https://zalo.me/0912345678", "scanner"],
	["https://example.com/foreign?x=1", "camera"],
	["HS1:W5ÁRẼ80: SVƯ", "camera"],
	["https://hoso.example/elsewhere", "typed"],
] as const)("«%s» by %s is heard as it came, and no keyboard is blamed", async (text, by) => {
	const { hits, heard } = listened();

	await hits.bring([text], by);

	expect(heard).toEqual([{ text, by }]);
	expect(hits.keyboard).toBeNull();
});

test("what was scanned long ago is let go", async () => {
	const { hits } = listened();
	const settled = vi.spyOn(Promise, "allSettled");
	for (const text of [CODE, OTHER, CODE]) await hits.bring([text], "scanner");

	const newest: PromiseSettledResult<unknown>[] = await settled.mock.results[2]?.value;
	expect(newest[0]).toEqual({ status: "fulfilled", value: undefined });
});

test("what was said of the keyboard is not said on the next screen", async () => {
	const { hits } = listened();
	await hits.bring([capsed(CAPSED)], "scanner");
	expect(hits.keyboard).toBe("caps");

	hits.listen(() => {});

	expect(hits.keyboard).toBeNull();
});
