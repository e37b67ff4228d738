import { describe, expect, test } from "vitest";
import {
	actsOn,
	joinedText,
	lookOf,
	newsText,
	ownerText,
	reasonWord,
	whyNoYes,
} from "./device_words";
import type { DeviceRow, DeviceState } from "./devices.svelte";
import { m } from "./words/messages";

const NOW = Date.parse("2020-05-27T10:30:00+07:00");
const AT = "2020-05-27T08:21:00.000+07:00";

function row(changes: Partial<DeviceRow> = {}): DeviceRow {
	return {
		...{ id: "a", kind: "phone", person: "tam", person_name: "Lê Văn Tám", call_sign: "TN-02" },
		...{ office: "phuninh", model: "Nokia 3.4", app: "0.1.0", enrolled_at: AT },
		...{
			enrolled_by_self: false,
			enrolled_by: "lan",
			needs_approval: false,
			state: "in_use",
			revoked_at: null,
			revoke_why: "",
		},
		...{ last_seen_at: null, set_aside: 0, may_judge: true },
		...changes,
	};
}

describe("what may be done with a device", () => {
	test.each([
		["waiting", 0, "approve undo revoke"],
		["in_use", 0, "revoke undo"],
		["in_use", 2, "release revoke undo"],
		["revoked", 0, "undo"],
		["revoked", 2, "release undo"],
		["undone", 2, ""],
	] as const)("that is %s with %i records aside: %s", (state, set_aside, acts) => {
		const one = row({
			state: state as DeviceState,
			set_aside,
			needs_approval: state === "waiting",
		});

		expect(actsOn(one, "somebody").join(" ")).toBe(acts);
	});

	test("never the yes to one's own phone", () => {
		const waiting = row({ state: "waiting", needs_approval: true });

		expect(actsOn(waiting, "tam")).toEqual(["undo", "revoke"]);
		expect(actsOn(waiting, "lan")).toEqual(["undo", "revoke"]);
	});

	test.each(["waiting", "in_use", "revoked", "undone"] as const)(
		"by who runs only some of its owner's places: stop it, if it is %s",
		(state) => {
			const one = row({
				state,
				needs_approval: state === "waiting",
				may_judge: false,
				set_aside: 2,
			});
			const isToStop = state === "waiting" || state === "in_use";

			expect(actsOn(one, "somebody")).toEqual(isToStop ? ["revoke"] : []);
		},
	);

	test("and it is said why one does not say the yes oneself", () => {
		const waiting = row({ state: "waiting", needs_approval: true });
		const elsewhere = { ...waiting, may_judge: false };

		expect(whyNoYes(waiting, "somebody")).toBeNull();
		expect(whyNoYes(row({ may_judge: false }), "somebody")).toBeNull();
		expect(whyNoYes(elsewhere, "tam")).toBe(m.device_own_waits());
		expect(whyNoYes(elsewhere, "lan")).toBe(m.device_enrolled_by_you());
		expect(whyNoYes(elsewhere, "somebody")).toBe(m.device_judged_elsewhere());
	});

	test("the yes to a desk that somebody else enrolled", () => {
		const desk = row({ kind: "desk", person: null, needs_approval: true });

		expect(actsOn(desk, "somebody")).toEqual(["approve", "revoke", "undo"]);
		expect(lookOf(desk).word()).toBe(m.device_desk_waits());
		expect(lookOf({ ...desk, needs_approval: false }).word()).toBe(m.device_in_use());
	});
});

describe("a device is called", () => {
	test.each([
		[row(), "TN-02 · Lê Văn Tám"],
		[row({ call_sign: null }), "Lê Văn Tám"],
		[row({ kind: "desk", person: null, person_name: null }), m.desk_of({ office: "Phú Ninh" })],
	])("by its owner", (one, name) => {
		expect(ownerText(one, "Phú Ninh")).toBe(name);
	});

	test("and it is said by whose ticket a phone joined, and of a desk when", () => {
		const said = [row(), row({ enrolled_by_self: true }), row({ kind: "desk" })];

		expect(said.map((one) => joinedText(one, NOW))).toEqual([
			m.device_joined_other({ at: "08:21" }),
			m.device_joined_self({ at: "08:21" }),
			m.device_joined({ at: "08:21" }),
		]);
	});
});

test("a reason that a newer server gave keeps its own word", () => {
	expect(reasonWord("stolen")).toBe(m.revoke_stolen());
	expect(reasonWord("sunk")).toBe("sunk");
});

test("a notice names the owner where it is known, and somebody where not", () => {
	const news = { id: "a", kind: "phone", state: "waiting", office: null } as const;

	expect(newsText(news, "TN-02")).toBe(m.news_waiting({ whose: "TN-02" }));
	expect(newsText({ ...news, state: "in_use" }, null)).toBe(
		m.news_phone({ whose: m.news_somebody() }),
	);
	const desk = m.desk_of({ office: "UBND Phú Ninh" });
	expect(newsText({ ...news, kind: "desk" }, desk)).toBe(m.news_desk({ whose: desk }));
});
