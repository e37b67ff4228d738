import "../build/test_browser";
import { beforeEach, expect, test } from "vitest";
import { type Enrolment, openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { offersExactly, readTicket } from "../shared/ticket";
import { typedCode } from "../shared/typed_code";
import { USUAL_CALENDAR } from "../shared/working_time";
import { dayWith, type Stop, type Today } from "./day";
import { courierRound, keepTickets, keptTicket } from "./handoffs";
import { Mine } from "./mine";
import { delivery, LABEL, toTheDoor } from "./test_things";

const PARTY = "00000000-0000-4000-8000-000000000002";
const OFFICE = "00000000-0000-4000-8000-000000000009";

const stop: Stop = {
	no: 2,
	office: {
		...{ id: OFFICE, name: "Thanh Bình", short_name: "Thanh Bình", address: "", phone: "" },
		...{ lat_e7: 0, lon_e7: 0 },
	},
	...{ arrive_at: "2026-05-26T09:00:00+07:00", depart_at: "2026-05-26T09:10:00+07:00" },
	...{ arrived_at: null, departed_at: null, give: [], take: [] },
};

function dayOf(run: string) {
	const today: Today = {
		run: { id: run, route: "r", call_sign: "TN-02", name: "", on: "2026-05-26" },
		...{ party: { id: PARTY, call_sign: "TN-02" }, shift: null, epoch: "e", door: [] },
		...{ now: "2026-05-26T08:00:00+07:00", stops: [stop], parties: [], voids: [] },
		...{ label_keys: [], links: [], calendar: USUAL_CALENDAR, items: [toTheDoor()] },
	};
	return dayWith(today, [], 0);
}

let phone: Parameters<typeof courierRound>[0];
let names = 0;

beforeEach(async () => {
	names += 1;
	const key = await makeDeviceKey();
	const enrolment: Enrolment = {
		...{ key, origin: "https://hoso.example", root: key.jwk, enrolledMs: 0 },
		...{ person: { id: "an", name: "" }, party: { id: PARTY, callSign: "TN-02" } },
	};
	const database = await openPhone(`handoffs-${names}`);
	phone = {
		...{ database, mine: new Mine(database, enrolment), enrolment, labelKeys: new Map(), own: [] },
		sign: () => Promise.reject(new Error("nothing is signed here")),
	};
});

async function roundOf(run: string) {
	const round = courierRound(phone, () => ({ day: dayOf(run), stop, direction: "give" }));
	await round.open();
	return round;
}

test("a courier's round is his on this phone, on this run, at this stop", async () => {
	await (await roundOf("monday")).read(await typedCode(LABEL));
	expect((await roundOf("monday")).round).toMatchObject({ at: OFFICE, hits: [{ isTyped: true }] });
	expect((await roundOf("another")).round.hits).toEqual([]);

	const { enrolment } = phone;
	const other = { ...enrolment, person: { id: "binh", name: "" } };
	phone = { ...phone, enrolment: other, mine: new Mine(phone.database, other) };
	expect((await roundOf("monday")).round.hits).toEqual([]);
});

test("every offer of a round has its own ticket, for what it names alone", async () => {
	const first = delivery({
		id: "N-vPjtyiGFGPKXVng8fO_cjJHK1wMjy7Yr2iqAQjzao",
		act: "offer",
		to: OFFICE,
	});
	const second = { ...first, id: "A-vPjtyiGFGPKXVng8fO_cjJHK1wMjy7Yr2iqAQjzao", on: [] };

	const shown = await keepTickets(phone, [first, second], dayOf("monday"));

	expect(shown).toBe(first.id);
	const kept = await keptTicket(phone.mine, first.id);
	const ticket = readTicket(kept?.text ?? "");
	expect(kept?.items).toEqual([toTheDoor().subject]);
	expect(ticket && (await offersExactly(ticket, [LABEL]))).toBe(true);
	expect(await keptTicket(phone.mine, second.id)).toMatchObject({ items: [], to: OFFICE });
});

test("what a round still counts is not written once another person has the phone", async () => {
	const round = await roundOf("monday");
	const others = { ...phone.enrolment, key: await makeDeviceKey(), person: { id: "b", name: "" } };
	await phone.database.put("device", others, "enrolment");

	await round.read(await typedCode(LABEL));

	expect((await roundOf("monday")).round.hits).toEqual([]);
});
