import "../build/test_browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { base45 } from "../shared/base45";
import { utf8 } from "../shared/bytes";
import { type Ask, type Call, Offline } from "../shared/device/api";
import { exportFiles } from "../shared/device/carrying";
import { KeyNotKept } from "../shared/device/joining";
import { Outbox } from "../shared/device/outbox";
import { type DeviceKey, makeDeviceKey, signJws, thumbprint } from "../shared/signing";
import { enrolDesk, openDesk } from "./enrol";

const ORIGIN = "https://hoso.example";
const SECRET = "AAECAwQFBgcICQoLDA0ODw";

let office: { id: string; name: string };
let root: DeviceKey;
let house: DeviceKey;
let shown: string[];
let names = 0;

const network: Ask = async <Answer>({ path, body }: Call): Promise<Answer> => {
	const sealing = { kid: "x", use: "export", key: house.jwk, from: 0 };
	const keys = await signJws(root, "keys+jwt", { v: 1, at: 1, keys: [sealing] });
	if (path === "keys") return { keys } as Answer;
	const id = await thumbprint(JSON.parse(String(body)).jwk);
	shown.push(id);
	const joined = { device: id, office, root: root.jwk, keys, epoch: "e", person: null };
	return { ...joined, courier: null, now: new Date().toISOString() } as Answer;
};

function ticket(secret = SECRET): string {
	return `HE1:${base45(utf8(JSON.stringify({ v: 1, u: ORIGIN, t: secret })))}`;
}

beforeEach(async () => {
	names += 1;
	office = { id: `office-${names}`, name: "Một cửa Phú Ninh" };
	root = await makeDeviceKey();
	house = await makeDeviceKey();
	shown = [];
	vi.stubGlobal("location", { origin: ORIGIN });
	vi.stubGlobal("__APP_VERSION__", "0.1.0");
});

afterEach(() => {
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

test("what a desk signed by its key before is offered at once, or carried home in a file", async () => {
	const older = await enrolDesk(ticket(), [office.id], network);
	const database = await openDesk(office.id);
	const before = new Outbox(database, { key: older.key, who: "p", party: office.id });
	const kept = await before.keep({ act: "check", on: [{ l: "label" }] });
	await database.put("scans", { ...kept, sync: "refused", againMs: Date.now() + 9e6 });

	const enrolment = await enrolDesk(ticket("BBECAwQFBgcICQoLDA0ODw"), [office.id], network);

	expect(enrolment.key.id).not.toBe(older.key.id);
	expect(await database.get("scans", kept.seq)).toMatchObject({ againMs: 0 });
	const carrying = { database, enrolment, outbox: before, ask: network, nowMs: Date.now() };
	expect(await exportFiles(carrying)).toMatchObject([
		{ dev: older.key.id, scans: [{ id: kept.id }] },
	]);
});

test("an answer that was lost is asked for again with the same key", async () => {
	const lost: Ask = async (call) => {
		await network(call);
		throw new Offline("lost");
	};
	await expect(enrolDesk(ticket(), [office.id], lost)).rejects.toThrow(Offline);

	await enrolDesk(ticket(), [office.id], network);

	expect(shown).toHaveLength(2);
	expect(new Set(shown).size).toBe(1);
});

test("a browser that forgets its keys spends no ticket", async () => {
	const forgotten = "CCECAwQFBgcICQoLDA0ODw";
	vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore) {
		return this.get("nothing");
	});

	await expect(enrolDesk(ticket(forgotten), [office.id], network)).rejects.toThrow(KeyNotKept);

	expect(shown).toEqual([]);
});
