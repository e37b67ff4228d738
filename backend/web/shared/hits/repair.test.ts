import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { telex, vni } from "../../build/input_methods";
import { vectors } from "../../build/vectors";
import { base45 } from "../base45";
import { joined, randomBytes, utf8 } from "../bytes";
import { type LabelKeys, readLabel } from "../label";
import { makeDeviceKey, type PublicJwk, signBytes, verifyKey } from "../signing";
import { proofBy } from "./hits.svelte";
import { capsed, offLayout, onLayout } from "./layouts";
import { looksOurs, type Reading, read } from "./repair";

const ALPHABET = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"];
const CODE = "5NHK6X8MAJQ";
const ORIGIN = "https://hoso.example";

interface LabelVectors {
	keys: Record<string, PublicJwk>;
	cases: { name: string; text: string; label?: object }[];
}

let keys: LabelKeys;
let labels: string[];

function readAgain(...texts: string[]): Promise<Reading> {
	return read(texts, proofBy(keys), (text) => looksOurs(text, ORIGIN));
}

beforeAll(async () => {
	const { keys: jwks, cases } = vectors<LabelVectors>("labels");
	const own = await makeDeviceKey();
	const pairs = Object.entries(jwks).map(
		async ([no, jwk]) => [Number(no), await verifyKey(jwk)] as const,
	);
	keys = new Map([...(await Promise.all(pairs)), [9, await verifyKey(own.jwk)]]);
	const given: string[] = [];
	for (const { text } of cases) {
		if ((await readLabel(text, keys)).is === "genuine") given.push(text);
	}
	const made = Array.from({ length: 40 }, async () => {
		const body = joined(Uint8Array.of(1, 1, 9), randomBytes(16));
		const signed = await signBytes(own, joined(utf8("hoso-label-v1\0"), body));
		return `HS1:${base45(joined(body, signed))}`;
	});
	labels = [...given, ...(await Promise.all(made))];
});

describe("each key for itself", () => {
	const text = fc.array(fc.constantFrom(...ALPHABET)).map((keys) => keys.join(""));

	test("whatever Caps Lock makes of a text is read back", () => {
		fc.assert(fc.property(text, (one) => capsed(capsed(one)) === one));
		expect(capsed("HS1:AB c")).toBe("hs1:ab C");
	});

	test("whatever the Vietnamese layout makes of a text is read back", () => {
		fc.assert(fc.property(text, (one) => offLayout(onLayout(one)) === one));
		expect(onLayout("HS1:20$348/50% 9")).toBe("HSă:âđÔêô\u0301/\u0300đ% \u0323");
	});

	test("also where tones have joined the letter before them", () => {
		expect(offLayout(onLayout("XA8E5I9").normalize("NFC"))).toBe("XA8E5I9");
	});
});

test("a label that came whole is read as it is, and nothing is said of the keyboard", async () => {
	for (const label of labels) expect(await readAgain(label)).toEqual({ text: label });
});

test.each([
	["Caps Lock", capsed, "caps"],
	["the Vietnamese layout", onLayout, "layout"],
	["the Vietnamese layout under Caps Lock", (text: string) => capsed(onLayout(text)), "layout"],
])(
	"every label under %s is read, and what the keyboard did is told",
	async (_, made, repaired) => {
		for (const text of labels) expect(await readAgain(made(text))).toEqual({ text, repaired });
	},
);

test.each([
	["telex", telex],
	["vni", vni],
] as const)("what %s makes of a label is read, or said to be unreadable", async (name, made) => {
	const readings = await Promise.all(labels.map((label) => readAgain(made(label))));

	const changed = labels.flatMap((label, at) =>
		made(label) === label ? [] : [{ label, reading: readings[at] }],
	);
	for (const { label, reading } of changed) {
		expect([label, made(label)]).toContain(reading?.text);
		if (reading?.text !== label) expect(reading?.isBroken).toBe(true);
		else expect(reading?.repaired).toBe(name);
	}
	const good = changed.filter(({ label, reading }) => reading?.text === label);
	expect(good.length).toBeGreaterThan(0.6 * changed.length);
});

test("a label that nobody signed is not made of one that cannot be read", async () => {
	const forged = `HS1:${base45(joined(Uint8Array.of(1, 1, 9), randomBytes(80)))}`;

	expect((await readAgain(telex(forged))).text).toBe(telex(forged));
});

test("where the keys' places are known they tell what the letters do not", async () => {
	const [label = ""] = labels;
	const azerty = label.replaceAll("A", "q").replaceAll("1", "&");

	expect(await readAgain(azerty, label)).toEqual({ text: label, repaired: "layout" });
});

test("an offer's ticket and a typed code are read by their own checks", async () => {
	const { offers } = vectors<{ offers: { text: string }[] }>("tickets");
	for (const { text } of offers) {
		expect(await readAgain(capsed(text))).toEqual({ text, repaired: "caps" });
		expect(await readAgain(onLayout(text))).toEqual({ text, repaired: "layout" });
	}
	expect(await readAgain(onLayout(CODE))).toEqual({ text: CODE, repaired: "layout" });
});

test("a slip's address keeps its capitals and its small letters", async () => {
	const slip = "https://hoso.example/t/PN-2612-0418#AAECAwQFBgcICQoLDA0ODw";

	expect(await readAgain(capsed(slip))).toEqual({ text: slip, repaired: "caps" });
});

test("a link of this server that cannot be put right is said to be ruined", async () => {
	const slip = `${ORIGIN}/t/PN-2612-0418#AAECAwQFBgcICQoLDA0Oá`;

	for (const text of [slip, vni(`${ORIGIN}/t/PN-2612-0418#AA1`), telex(`${ORIGIN}/t/PN`)]) {
		expect(await readAgain(text)).toEqual({ text, isBroken: true });
	}
});

test("what is none of ours is left as it came", async () => {
	for (const text of [
		"https://zalo.me/0912345678",
		"https://x.vn/t/Á",
		"4006381333931",
		"Nguyễn Văn Á",
		"",
		"xã Phú Ninh, ấp 3",
	]) {
		expect(await readAgain(text)).toEqual({ text });
	}
});

test.each([
	["HS1:W503A0:SVUI", true],
	["hs1:w503a0:svui", true],
	["HSă:W\u0300đêAđ:SVUI", true],
	["HÓ:+70-*QH4F:9E", true],
	["https://hoso.example/t/X", true],
	["HTTPS://HOSO.EXAMPLE/T/x", true],
	["https://hos", true],
	["https://h\u00f4\u0301.example/t/X", true],
	["https://zalo.me/0912345678", false],
	["https://hoso.example.com/t/X", false],
	["https://vi.wikipedia.org/wiki/Đồng_Tháp", false],
	["087123456903", false],
	["HS1:", false],
	["Hồ Sĩ Mười Một", false],
])("whether «%s» begins as our codes do: %s", (text, isOurs) => {
	expect(looksOurs(text, ORIGIN)).toBe(isOurs);
});
