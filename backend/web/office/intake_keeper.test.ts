import "../build/test_browser";
import { beforeEach, expect, test } from "vitest";
import { Offline, Refused } from "../shared/device/api";
import { type Database, openPhone } from "../shared/device/database";
import { newDraft } from "./intake";
import { IntakeKeeper } from "./intake_keeper.svelte";
import { ownScan } from "./test_things";

const SENT = {
	dossier: {
		...{ id: "d", code: "c", business_state: "received" },
		...{ received_at: "2026-05-26T08:00:00+07:00", due_at: "2026-05-27T16:30:00+07:00" },
	},
	item: { id: "i" },
	label: { id: "l", code: "7K3M9QXT2H4", text: "HS1:X" },
};

const PUBLISHING = { ...newDraft(0), procedure: "p" };

interface Parameters {
	api: object;
	print: (pdf: Blob, sheet: string) => Promise<void>;
}

let database: Database;
let names = 0;

beforeEach(async () => {
	names += 1;
	database = await openPhone(`intake-${names}`);
});

function keeper(changes: Partial<Parameters> = {}): IntakeKeeper {
	const mine = database.ofPerson("p");
	const desk = {
		database,
		mine,
		own: [],
		outbox: { newestOf: async () => null },
		sign: async () => ownScan(),
	};
	const api = { post: refused, getFile: refused, postForFile: refused, ...changes.api };
	return new IntakeKeeper(desk, api, changes.print ?? refused);
}

async function refused(): Promise<never> {
	throw new Error("nothing is asked of the server here");
}

test("a draft that was kept is not dropped by a hand that was faster than its reading", async () => {
	await database.ofPerson("p").put("intake", { ...newDraft(0), seal: "PN 000238" });
	const intake = keeper();

	const opening = intake.open();
	await intake.drop();
	await opening;

	expect(intake.isReady).toBe(true);
	expect(intake.draft).toMatchObject({ seal: "PN 000238" });
	expect(await database.ofPerson("p").get("intake")).toMatchObject({ seal: "PN 000238" });
});

test("two presses print one slip, since the second would make the first one void", async () => {
	const mine = database.ofPerson("p");
	await mine.put("intake", { ...newDraft(0), sent: SENT, scan: 0 });
	await database.put("scans", ownScan());
	let slips = 0;
	let pass = () => {};
	const held = new Promise<void>((open) => {
		pass = open;
	});
	const printed: string[] = [];
	const api = {
		getFile: async () => new Blob(),
		postForFile: async () => {
			slips += 1;
			await held;
			return new Blob();
		},
	};
	const intake = keeper({ api, print: async (_, sheet) => void printed.push(sheet) });
	await intake.open();

	const presses = [intake.printSlip(), intake.printSlip(), intake.printLabel(), intake.drop()];
	expect(intake.isBusy).toBe(true);
	pass();
	await Promise.all(presses);

	expect(slips).toBe(1);
	expect(printed).toEqual(["slip"]);
	expect(intake.draft.sent).not.toBe(null);
	expect(intake.isBusy).toBe(false);
});

test("a draft of which a dossier may have been made is dropped only once that was said", async () => {
	const mine = database.ofPerson("p");
	await mine.put("intake", PUBLISHING);
	const lost = async () => {
		throw new Offline();
	};
	const intake = keeper({ api: { post: lost } });
	await intake.open();
	await intake.sign();
	expect(intake.error).toBeInstanceOf(Offline);

	await intake.drop();
	expect(intake.isAsking).toBe(true);
	expect(intake.draft.procedure).toBe("p");
	intake.change({ ...intake.draft, seal: "PN 000238" });
	expect(intake.isAsking).toBe(false);
	intake.close();

	// Also for whoever comes back to it later.
	const again = keeper();
	await again.open();
	await again.drop();
	expect(again.draft.procedure).toBe("p");
	await again.drop();
	expect(again.isAsking).toBe(false);
	expect(again.draft.procedure).toBeNull();
});

test("what was refused made no dossier, and is dropped at once", async () => {
	await database.ofPerson("p").put("intake", PUBLISHING);
	const problem = {
		type: "about:blank",
		title: "",
		status: 422,
		code: "bug",
		retry: "never",
	} as const;
	const post = async () => {
		throw new Refused(problem);
	};
	const intake = keeper({ api: { post } });
	await intake.open();
	await intake.sign();

	await intake.drop();

	expect(intake.draft.procedure).toBeNull();
});

test("what is taken in, signed and printed is over for whoever comes back", async () => {
	const mine = database.ofPerson("p");
	await mine.put("intake", { ...newDraft(0), sent: SENT, scan: 0 });
	await database.put("scans", ownScan());
	const api = { getFile: async () => new Blob(), postForFile: async () => new Blob() };
	let isJammed = false;
	const print = async () => {
		if (isJammed) throw new Offline();
	};
	const first = keeper({ api, print });
	await first.open();
	expect(first.draft.sent).toEqual(SENT);
	isJammed = true;
	await first.printSlip();
	expect(first.draft.isPrinted).toBe(false);
	isJammed = false;
	await first.printSlip();
	expect(first.draft.isPrinted).toBe(true);

	const next = keeper();
	await next.open();

	expect(next.draft.sent).toBeNull();
	expect(next.error).toBeNull();
});

test("nothing is called kept before something was written", async () => {
	const intake = keeper();
	await intake.open();

	await intake.drop();

	expect(intake.keptAt).toBe("");
});
