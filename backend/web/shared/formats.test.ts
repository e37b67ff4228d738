import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { vectors } from "../build/vectors";
import { base45, base45Bytes, NotBase45 } from "./base45";
import { type Bytes, b64u, b64uBytes, NotBase64url, sha256B64u, utf8 } from "./bytes";
import { readEnrolmentTicket, ticketInFragment, ticketTextIn } from "./enrolment";
import { labelKeys, readServerKeys } from "./keys";
import { type LabelAnswer, type LabelKeys, readLabel } from "./label";
import { readReceipt, UnprovenReceipt } from "./receipt";
import { scanId, signScan } from "./scan";
import {
	makeDeviceKey,
	type PublicJwk,
	signJws,
	thumbprint,
	verifyJws,
	verifyKey,
} from "./signing";
import { isSignedBy, offersExactly, readTicket, signTicket } from "./ticket";
import { readTypedCode, shownCode, typedCode } from "./typed_code";
import { readWipe, UnprovenWipe } from "./wipe";

interface Codes {
	labels: { label_id: string; code: string; shown: string }[];
	typed: { typed: string; code: string }[];
	refused: string[];
	base45: { b64u: string; text: string }[];
	not_base45: string[];
}

describe("codes", () => {
	const cases = vectors<Codes>("codes");

	test.each(cases.labels)("the code of $label_id", async ({ label_id, code, shown }) => {
		expect(await typedCode(label_id)).toBe(code);
		expect(shownCode(code)).toBe(shown);
	});

	test.each(cases.typed)("a hand may write $typed", ({ typed, code }) => {
		expect(readTypedCode(typed)).toBe(code);
	});

	test.each(cases.refused)("%j is no code", (typed) => {
		expect(readTypedCode(typed)).toBeNull();
	});

	test.each(cases.base45)("Base45 of $b64u", ({ b64u: raw, text }) => {
		expect(base45(b64uBytes(raw))).toBe(text);
		expect(b64u(base45Bytes(text))).toBe(raw);
	});

	test.each(cases.not_base45)("%j is no Base45", (text) => {
		expect(() => base45Bytes(text)).toThrow(NotBase45);
	});

	test("Base45 comes back whatever the bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array(), (raw) => {
				const bytes = new Uint8Array(raw);
				expect(base45Bytes(base45(bytes))).toEqual(bytes);
			}),
		);
	});

	test.each(["QUJ", "QQ=", "A", "a+b/", "é"])("%j is not canonical base64url", (text) => {
		expect(() => b64uBytes(text)).toThrow(NotBase64url);
	});
});

interface LabelCase {
	name: string;
	text: string;
	label?: { kind: string; key_id: number; label_id: string };
	refusal?: string;
}

describe("labels", () => {
	const { keys, cases } = vectors<{ keys: Record<string, PublicJwk>; cases: LabelCase[] }>(
		"labels",
	);

	test.each(cases)("$name", async ({ text, label, refusal }) => {
		const answer = await readLabel(text, await importKeys(keys));

		expect(answer.is).toBe(refusal === undefined ? "genuine" : nameOf(refusal));
		if (label !== undefined) expect(asVector(answer)).toEqual(label);
	});

	function asVector(answer: LabelAnswer) {
		if (answer.is !== "genuine") return null;
		return { kind: answer.label.kind, key_id: answer.label.keyId, label_id: answer.label.id };
	}

	function nameOf(refusal: string): string | undefined {
		return new Map([
			["not_our_label", "foreign"],
			["forged_label", "forged"],
			["unknown_label_key", "unknown_key"],
		]).get(refusal);
	}

	async function importKeys(jwks: Record<string, PublicJwk>): Promise<LabelKeys> {
		const pairs = Object.entries(jwks).map(
			async ([id, jwk]) => [Number(id), await verifyKey(jwk)] as const,
		);
		return new Map(await Promise.all(pairs));
	}
});

interface TicketCase {
	name: string;
	text: string;
	tk: string;
	is_signed_by_giver: boolean;
	says?: {
		device: string;
		offer: string;
		label_ids: string[];
		giver: string;
		to: string | null;
		unix_minute: number;
	};
}

interface Tickets {
	keys: { giver: PublicJwk; stranger: PublicJwk };
	offers: TicketCase[];
	not_offers: string[];
	enrolment: { text: string; origin: string; t: string }[];
	not_enrolment: string[];
}

describe("tickets", () => {
	const cases = vectors<Tickets>("tickets");

	test.each(cases.offers)("offer ticket $name", async ({ text, tk, is_signed_by_giver, says }) => {
		const ticket = readTicket(text);
		if (ticket === null) throw new Error("unread");
		const isGivers = ticket.device === (await thumbprint(cases.keys.giver));
		const isSigned = isGivers && (await isSignedBy(ticket, await verifyKey(cases.keys.giver)));

		expect(b64u(ticket.bytes)).toBe(tk);
		expect(isSigned).toBe(is_signed_by_giver);
		if (says === undefined) return;
		expect(ticket).toMatchObject({
			device: says.device,
			scanId: says.offer,
			from: says.giver,
			to: says.to,
			minute: says.unix_minute,
		});
		expect(await offersExactly(ticket, says.label_ids)).toBe(true);
		expect(await offersExactly(ticket, says.label_ids.slice(1))).toBe(false);
	});

	test.each(cases.not_offers)("%j is no offer ticket", (text) => {
		expect(readTicket(text)).toBeNull();
	});

	test("a ticket of this phone reads back and is its own", async () => {
		const key = await makeDeviceKey();
		const offer = {
			scanId: await sha256B64u(utf8("offer")),
			labels: ["VB-3hPXJ94UUdzypi97L0Q", "7CS3dM_R6sQ7jbxM4LPndA"],
			from: "de275230-597a-4e08-9cb1-861ab6c2c250",
			to: null,
			minute: 26_509_132,
		};

		const ticket = readTicket(await signTicket(key, offer));

		expect(ticket).toMatchObject({ scanId: offer.scanId, from: offer.from, to: null });
		expect(ticket && (await isSignedBy(ticket, await verifyKey(key.jwk)))).toBe(true);
		expect(ticket && (await offersExactly(ticket, [...offer.labels].reverse()))).toBe(true);
	});

	test.each(cases.enrolment)("enrolment at $origin", ({ text, origin, t }) => {
		expect(readEnrolmentTicket(text)).toEqual({ origin, secret: t });
		expect(ticketInFragment(`#${encodeURIComponent(text)}`)).toEqual({ origin, secret: t });
		expect(ticketInFragment(`#${text}`)).toEqual({ origin, secret: t });
	});

	test.each(cases.enrolment)("enrolment at $origin, pasted as code or as link", ({ text }) => {
		const link = `https://hoso.example/office/#${encodeURIComponent(text)}`;

		expect([text, ` ${text}\n`, link].map(ticketTextIn)).toEqual([text, text, text]);
	});

	test.each(cases.not_enrolment)("%j is no enrolment ticket", (text) => {
		expect(readEnrolmentTicket(text)).toBeNull();
		expect(ticketTextIn(text)).toBeNull();
	});
});

describe("scans", () => {
	const { accepted, private: parts } = vectors<{
		accepted: { name: string; jws: string; id: string }[];
		private: { name: string; text: string; hid: string }[];
	}>("scans");

	test.each(accepted)("the id of $name", async ({ jws, id }) => {
		expect(await scanId(jws)).toBe(id);
	});

	test.each(parts)("the hash of a private part: $name", async ({ text, hid }) => {
		expect(await sha256B64u(utf8(text))).toBe(hid);
	});

	test("a signed scan says what was said, in the wire's order, and its hash fits", async () => {
		const key = await makeDeviceKey();
		const on = [{ c: "JEC2Y1GESY0" }, { l: "b", b: "node" }, { l: "B" }, { l: "_" }];

		const scan = await signScan(
			{ key, who: "person", party: "courier" },
			{ act: "deliver", on, to: "citizen" },
			{ e: "epoch", n: 0 },
			{ w: 1, m: 2, c: "context" },
			{ pin: "480215" },
		);

		const said = await verifyJws(scan.jws, "scan+jwt", await verifyKey(key.jwk));
		expect(said).toEqual({
			v: 1,
			act: "deliver",
			who: "person",
			for: "courier",
			dev: { e: "epoch", n: 0 },
			on: [{ l: "B" }, { l: "_" }, { l: "b", b: "node" }, { c: "JEC2Y1GESY0" }],
			to: "citizen",
			at: { w: 1, m: 2, c: "context" },
			hid: await sha256B64u(utf8(scan.private ?? "")),
		});
		expect(JSON.parse(scan.private ?? "")).toMatchObject({ pin: "480215" });
		expect(scan.id).toBe(await scanId(scan.jws));
	});
});

interface Statements {
	keys: Record<"root" | "receipt" | "stranger" | "device", PublicJwk>;
	receipt: { jws: string; by_a_stranger: string; payload: object };
	key_list: { jws: string; by_a_stranger: string; payload: { keys: object[] } };
	wipe: { jws: string; by_a_stranger: string; of_another: string; payload: { device: string } };
	enrolment: { proof: string; payload: object };
	session: { proof: string; payload: object };
}

describe("what the server signs", () => {
	const cases = vectors<Statements>("statements");

	test("its keys are believed under the pinned root alone", async () => {
		const keys = await readServerKeys(cases.key_list.jws, cases.keys.root);

		expect(keys).toEqual(cases.key_list.payload);
		expect([...(await labelKeys(keys)).keys()]).toEqual([1, 2]);
		await expect(readServerKeys(cases.key_list.by_a_stranger, cases.keys.root)).rejects.toThrow();
	});

	test("a receipt is believed under a listed key alone", async () => {
		const keys = await readServerKeys(cases.key_list.jws, cases.keys.root);

		expect(await readReceipt(cases.receipt.jws, keys)).toEqual(cases.receipt.payload);
		await expect(readReceipt(cases.receipt.by_a_stranger, keys)).rejects.toThrow(UnprovenReceipt);
		await expect(readReceipt(edited(cases.receipt.jws), keys)).rejects.toThrow(UnprovenReceipt);
		await expect(readReceipt("<html>", keys)).rejects.toThrow(UnprovenReceipt);
	});

	test("an order to wipe is believed by the device that it names, under a listed key alone", async () => {
		const { jws, by_a_stranger, of_another, payload } = cases.wipe;
		const keys = await readServerKeys(cases.key_list.jws, cases.keys.root);
		const read = (order: string) => readWipe(order, payload.device, keys);

		expect(await read(jws)).toEqual(payload);
		for (const order of [by_a_stranger, of_another, edited(jws), cases.receipt.jws, "<html>"]) {
			await expect(read(order)).rejects.toThrow(UnprovenWipe);
		}
	});

	test("proofs of a device have the form that the server reads", async () => {
		const device = await verifyKey(cases.keys.device);
		const key = await makeDeviceKey();
		const own = await signJws(key, "session+jwt", cases.session.payload);

		expect(await verifyJws(cases.enrolment.proof, "enrol+jwt", device)).toEqual(
			cases.enrolment.payload,
		);
		expect(headerOf(own)).toEqual({ ...headerOf(cases.session.proof), kid: key.id });
	});

	function edited(jws: string): string {
		const [header, payload, signature] = jws.split(".");
		const text = new TextDecoder()
			.decode(b64uBytes(payload ?? ""))
			.replace("refused", "accepted")
			.replace(/"at":\d/, '"at":2');
		return [header, b64u(utf8(text)), signature].join(".");
	}

	function headerOf(jws: string): Record<string, unknown> {
		const raw: Bytes = b64uBytes(jws.split(".")[0] ?? "");
		return JSON.parse(new TextDecoder().decode(raw)) as Record<string, unknown>;
	}
});
