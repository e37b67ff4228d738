import { describe, expect, test } from "vitest";
import { vectors } from "../../build/vectors";
import type { BoardItem } from "../shapes";
import { answered } from "./offers";
import { know } from "./overlay";
import { itemNo } from "./test_things";

interface Told {
	label: number;
	state: "held" | "offered";
	holder: string;
	offeree: string | null;
	tip: string;
}

interface Case {
	name: string;
	items: Told[];
	scanned: number[];
	tickets: { text: string; names: number[] }[];
	expected: { of: string | null; by_ticket: boolean; on: number[] }[];
}

const { me, labels, cases } = vectors<{ me: string; labels: string[]; cases: Case[] }>("accepts");

function itemOf({ label, ...custody }: Told): BoardItem {
	const id = labels[label] ?? "";
	return itemNo(label, { ...custody, labels: [{ id, code: `CODE${label}`, is_void: false }] });
}

describe("which offer an accept answers", () => {
	test.each(cases)("$name", async ({ items, scanned, tickets, expected }) => {
		const known = know(items.map(itemOf), [], { party: me, kind: "office" }, 0);
		const hits = scanned.map((no) => ({
			...{ name: labels[no] ?? "", isTyped: false, code: `CODE${no}`, atMs: 0 },
			item: items.some(({ label }) => label === no) ? `item-${no}` : null,
		}));
		const shown = tickets.map(({ text }) => text);

		const groups = await answered(hits, shown, known);

		const said = groups.map(({ offer, ticket, hits: on }) => ({
			...{ of: offer, by_ticket: ticket !== null },
			on: on.map(({ name }) => labels.indexOf(name)).sort((one, other) => one - other),
		}));
		expect(said).toHaveLength(expected.length);
		expect(said).toEqual(expect.arrayContaining(expected));
	});
});
