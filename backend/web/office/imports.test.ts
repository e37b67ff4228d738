import { beforeEach, describe, expect, test } from "vitest";
import { vectors } from "../build/vectors";
import { Offline, Refused } from "../shared/device/api";
import { type Receipt, type ScanResult, UnprovenReceipt } from "../shared/receipt";
import { type BroughtFile, Imports, isSealed, MAX_CHARACTERS } from "./imports.svelte";

const HEAD = btoa(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", kid: "k", epk: {} }));
const SEALED = `${HEAD}..aXY.dGV4dA.dGFn`;

let results: ScanResult[];
let scans: number;
let asked: string[];
let refusal: Error | null;
let isForged: boolean;
let imports: Imports;

beforeEach(() => {
	[results, scans, asked, refusal, isForged] = [[], 0, [], null, false];
	imports = new Imports({
		api: {
			post: async <Answer>(_: string, said: object): Promise<Answer> => {
				asked.push((said as { export: string }).export);
				if (refusal !== null) throw refusal;
				return { receipt: "jws", device: "phone", scans, accepted: 0, kept: 0 } as Answer;
			},
		},
		readReceipt: async (): Promise<Receipt> => {
			if (isForged) throw new UnprovenReceipt();
			return { v: 1, batch: "b", epoch: "e", at: 0, results };
		},
	});
});

function file(text: string, name = "hoso-TN-02.jwe", size = text.length) {
	return { name, size, text: async () => text };
}

async function brought(text: string): Promise<BroughtFile["outcome"]> {
	await imports.bring([file(text)]);
	return imports.files[0]?.outcome ?? { is: "reading" };
}

function refused(code: string, status = 422): Refused {
	return new Refused({ type: "about:blank", title: "", status, code, retry: "never" });
}

describe("a file that is brought", () => {
	test("is told by what became of each of its scans", async () => {
		scans = 8;
		results = [
			{ k: "1", r: "accepted" },
			{ k: "2", r: "accepted", f: [] },
			{ k: "3", r: "accepted", f: ["late"] },
			{ k: "4", r: "accepted", c: "case" },
			{ k: "5", r: "quarantined", q: "revoked" },
			{ k: "6", r: "quarantined", q: "revoked" },
			{ k: "7", r: "quarantined", q: "unreadable" },
			{ k: "8", r: "refused", q: "not_stored" },
		];

		expect(await brought(`\n${SEALED}\n`)).toEqual({
			is: "done",
			told: {
				...{ device: "phone", scans: 8, plain: 2, flagged: 2 },
				kept: [
					{ why: "revoked", count: 2 },
					{ why: "unreadable", count: 1 },
				],
				refused: [{ why: "not_stored", count: 1 }],
			},
		});
		expect(asked).toEqual([SEALED]);
	});

	test("a scan of which the receipt is silent is not kept", async () => {
		scans = 2;
		results = [{ k: "1", r: "accepted" }];

		const outcome = await brought(SEALED);

		expect(outcome).toMatchObject({ told: { plain: 1, refused: [{ why: "untold", count: 1 }] } });
	});

	test("nothing of it is safe if the receipt is not the server's", async () => {
		isForged = true;

		expect(await brought(SEALED)).toEqual({ is: "unproven" });
	});

	test.each(["", "xin chào", "a.b.c.d.e", "{}", `${SEALED}.x`, `${HEAD}.k.aXY.dGV4dA.dGFn`])(
		"%j is none of ours, and the server is not asked",
		async (text) => {
			expect(await brought(text)).toEqual({ is: "foreign" });
			expect(asked).toEqual([]);
		},
	);

	test("one that the server cannot open is none of ours, either", async () => {
		refusal = refused("unreadable_export");

		expect(await brought(SEALED)).toEqual({ is: "foreign" });
	});

	test("one that is longer than any phone makes is not even read", async () => {
		const big = { ...file(SEALED, "film.mp4", MAX_CHARACTERS + 1), text: () => Promise.reject() };
		await imports.bring([big]);

		expect(imports.files[0]?.outcome).toEqual({ is: "too_big" });
	});

	test.each([
		["network", new Offline()],
		["a stolen device", refused("stolen_device", 403)],
	])("without %s it can be brought again", async (_, error) => {
		refusal = error;
		expect(await brought(SEALED)).toEqual({ is: "failed", error });

		refusal = null;
		expect(await brought(SEALED)).toMatchObject({ is: "done" });
	});

	test("one that cannot be read says so", async () => {
		const error = new DOMException("gone", "NotReadableError");
		await imports.bring([{ name: "usb.jwe", size: 1, text: () => Promise.reject(error) }]);

		expect(imports.files[0]?.outcome).toEqual({ is: "unread" });
	});
});

test("several files go one after the other, and a broken one stops none", async () => {
	await Promise.all([
		imports.bring([file(SEALED, "1"), file("broken", "2")]),
		imports.bring([file(SEALED, "3")]),
	]);

	expect(imports.files.map(({ name, outcome }) => [name, outcome.is])).toEqual([
		["3", "done"],
		["2", "foreign"],
		["1", "done"],
	]);
	expect(imports.isBusy).toBe(false);
});

test("every file that the kernel seals has the form that is looked for", () => {
	const { opened } = vectors<{ opened: { jwe: string }[] }>("exports");

	expect(opened.length).toBeGreaterThan(0);
	expect(opened.filter(({ jwe }) => !isSealed(jwe))).toEqual([]);
});
