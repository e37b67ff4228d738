import "../build/test_browser";
import { expect, test } from "vitest";
import { type Database, type Enrolment, openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { typedCode } from "../shared/typed_code";
import { type Day, dayWith } from "./day";
import { Round } from "./round.svelte";
import type { Tally } from "./tally";

const LABEL = "B2nmYCYo-kCrgPprVya3vA";
const PARTY = "00000000-0000-4000-8000-000000000002";

const day: Day = dayWith(
	{
		...{ run: null, party: { id: PARTY, call_sign: "TN-02" }, shift: null, epoch: "e" },
		...{ now: "2026-05-26T08:00:00+07:00", stops: [], door: [], items: [], parties: [] },
		...{ voids: [], label_keys: [], links: [] },
	},
	[],
);

async function round(kept: Tally | null): Promise<Round> {
	const database: Database = await openPhone("round");
	const key = await makeDeviceKey();
	const enrolment: Enrolment = {
		...{ key, origin: "https://hoso.example", root: key.jwk, enrolledMs: 0 },
		...{ person: { id: PARTY, name: "Bưu tá" }, party: { id: PARTY, callSign: "TN-02" } },
	};
	return new Round({
		...{ mine: database.ofPerson(PARTY), enrolment, labelKeys: new Map() },
		sign: () => Promise.reject(new Error("nothing is signed here")),
		keepTally: async () => {},
		keptTally: async () => kept,
	});
}

test("a round offers nothing before the one of a killed app has been looked for", async () => {
	const opened = await round(null);

	const opening = opened.open("take", null, day);
	expect(opened.isOpen).toBe(false);
	await opening;

	expect(opened.isOpen).toBe(true);
});

test("what the camera reads meanwhile joins the round that was kept", async () => {
	const hit = { name: "B", isTyped: false, code: "7K3M9QXT2H4", item: null, atMs: 0 };
	const kept: Tally = {
		...{ mode: "take", stopNo: null, expected: [], ticket: null, missing: {} },
		hits: [hit],
	};
	const opened = await round(kept);

	const opening = opened.open("take", null, day);
	const reading = opened.read(await typedCode(LABEL), day);
	await Promise.all([opening, reading]);

	expect(opened.tally.hits).toHaveLength(2);
});
