import { beforeAll, describe, expect, test } from "vitest";
import { b64u } from "../shared/bytes";
import { type DeviceKey, makeDeviceKey } from "../shared/signing";
import { readTicket, signTicket } from "../shared/ticket";
import { answerTo, EMPTY_ROUND, type Hit, hitOf, shortOf, takingOver, withHits } from "./round";
import type { Seen } from "./seen";
import { CENTRE, COURIER, knownItem, LABEL, OFFICE } from "./test_things";

const OFFER = b64u(new Uint8Array(32).fill(7));
const OTHER_LABEL = b64u(new Uint8Array(16).fill(9));
const offered = knownItem({
	...{ holder: COURIER, holder_kind: "courier", state: "offered", offeree: CENTRE },
	...{ tip: OFFER, basis: OFFER },
});
const beside = knownItem({
	...offered,
	...{ subject: "beside", code: "000.00.14.H20-200527-0032" },
	labels: [{ id: OTHER_LABEL, code: "00000000001", is_void: false }],
});

let key: DeviceKey;
beforeAll(async () => {
	key = await makeDeviceKey();
});

function label(id: string): Seen {
	return { is: "label", label: { id, kind: "item", keyId: 1 } };
}

async function ticket(to: string | null, labels: string[]): Promise<Seen & { is: "ticket" }> {
	const text = await signTicket(key, { scanId: OFFER, labels, from: COURIER, to, minute: 1 });
	const read = readTicket(text);
	if (read === null) throw new Error("no ticket");
	return { is: "ticket", text, ticket: read };
}

function hit(item: typeof offered): Hit {
	const found = hitOf(item);
	if (found === null) throw new Error("no label");
	return found;
}

describe("what is scanned at the counter", () => {
	test("is expected, and counts once", async () => {
		const first = await answerTo(label(LABEL), EMPTY_ROUND, [offered], CENTRE);
		expect(first).toMatchObject({ is: "expected", hit: { name: LABEL, item: offered.subject } });

		const round = withHits(EMPTY_ROUND, [hit(offered)]);
		expect(await answerTo(label(LABEL), round, [offered], CENTRE)).toMatchObject({ is: "again" });
	});

	test("is found by its typed code, which the scan then says", async () => {
		const seen: Seen = { is: "code", code: "7K3M9QXT2H4" };

		expect(await answerTo(seen, EMPTY_ROUND, [offered], CENTRE)).toMatchObject({
			...{ is: "expected", hit: { name: "7K3M9QXT2H4", isTyped: true } },
		});
	});

	test("is told where it is no business of this desk", async () => {
		const elsewhere = { ...offered, offeree: null, next: OFFICE, state: "held" as const };
		const voided = { ...offered, labels: [{ id: LABEL, code: "X", is_void: true }] };

		const answers = await Promise.all([
			answerTo(label(LABEL), EMPTY_ROUND, [elsewhere], CENTRE),
			answerTo(label(LABEL), EMPTY_ROUND, [{ ...offered, holder: CENTRE }], CENTRE),
			answerTo(label(LABEL), EMPTY_ROUND, [voided], CENTRE),
			answerTo(label(LABEL), EMPTY_ROUND, [], CENTRE),
			answerTo({ is: "forged" }, EMPTY_ROUND, [offered], CENTRE),
		]);

		expect(answers.map(({ is }) => is)).toEqual(["extra", "here", "void", "unknown", "forged"]);
	});

	test("a ticket takes all that it offers, if the desk knows them all", async () => {
		const answer = await answerTo(
			await ticket(CENTRE, [LABEL, OTHER_LABEL]),
			EMPTY_ROUND,
			[offered, beside],
			CENTRE,
		);

		expect(answer).toMatchObject({ is: "ticket", hits: [hit(offered), hit(beside)] });
	});

	test("a ticket with something that the desk does not know takes nothing by itself", async () => {
		const answer = await answerTo(
			await ticket(CENTRE, [LABEL, OTHER_LABEL]),
			EMPTY_ROUND,
			[offered],
			CENTRE,
		);

		expect(answer).toMatchObject({ is: "ticket", hits: [] });
	});

	test("a ticket for somebody else is not taken", async () => {
		const answer = await answerTo(await ticket(OFFICE, [LABEL]), EMPTY_ROUND, [offered], CENTRE);

		expect(answer).toEqual({ is: "wrong_ticket" });
	});
});

describe("what is signed in the end", () => {
	test("one accept for one offer, on the offer", () => {
		const round = withHits(EMPTY_ROUND, [hit(offered), hit(beside)]);

		expect(takingOver(round, [offered, beside], CENTRE)).toEqual([
			{
				...{ act: "accept", of: OFFER },
				on: [
					{ l: LABEL, b: OFFER },
					{ l: OTHER_LABEL, b: OFFER },
				],
			},
		]);
	});

	test("carries the ticket that was seen, for things of which the server knows no offer yet", async () => {
		const shown = await ticket(null, [LABEL]);
		const carried = { ...offered, state: "held" as const, offeree: null, basis: "before" };
		const round = { ...withHits(EMPTY_ROUND, [hit(carried)]), ticket: shown.text };

		expect(takingOver(round, [carried], CENTRE)).toEqual([
			{ act: "accept", of: OFFER, on: [{ l: LABEL, b: OFFER }], tk: b64u(shown.ticket.bytes) },
		]);
	});

	test("is a take where nobody offered", () => {
		const carried = { ...offered, state: "held" as const, offeree: null, basis: "before" };
		const unknown: Hit = { name: OTHER_LABEL, isTyped: false, item: null };

		expect(takingOver(withHits(EMPTY_ROUND, [hit(carried), unknown]), [carried], CENTRE)).toEqual([
			{ act: "take", on: [{ l: LABEL, b: "before" }, { l: OTHER_LABEL }] },
		]);
	});

	test("refuses what was offered with it and is not there, with the reason", () => {
		const items = [offered, beside];
		const round = withHits(EMPTY_ROUND, [hit(offered)]);
		expect(shortOf(round, items, CENTRE)).toEqual([beside]);

		const told = { ...round, missing: { beside: "short.giver_lacks" } };

		expect(takingOver(told, items, CENTRE)[1]).toEqual({
			...{
				act: "refuse",
				of: OFFER,
				why: "short.giver_lacks",
				on: [{ l: OTHER_LABEL, b: OFFER }],
			},
		});
	});

	test("leaves alone what another giver offers", () => {
		const others = { ...beside, basis: b64u(new Uint8Array(32).fill(8)) };

		expect(shortOf(withHits(EMPTY_ROUND, [hit(offered)]), [offered, others], CENTRE)).toEqual([]);
	});
});
