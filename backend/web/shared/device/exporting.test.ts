import "../../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { b64u, randomBytes } from "../bytes";
import { type DeviceKey, makeDeviceKey, type PublicJwk, signJws } from "../signing";
import { type Ask, Offline } from "./api";
import { exportFiles } from "./carrying";
import { type Database, openPhone } from "./database";
import { Exporter } from "./exporting.svelte";
import { Outbox } from "./outbox";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";
const NOW = Date.parse("2026-05-26T07:41:00Z");

let database: Database;
let root: DeviceKey;
let house: DeviceKey;
let key: DeviceKey;
let outbox: Outbox;
let saved: [name: string, text: string][];
let names = 0;

beforeEach(async () => {
	names += 1;
	saved = [];
	database = await openPhone(`export-${names}`);
	[root, house, key] = await Promise.all([makeDeviceKey(), makeDeviceKey(), makeDeviceKey()]);
	await database.put("chain", { e: b64u(randomBytes(16)), n: 0, kept: 0 }, "state");
	outbox = outboxOf(key);
});

function outboxOf(own: DeviceKey): Outbox {
	return new Outbox(database, { key: own, who: "w", party: "p" });
}

const take = (own = outbox) => own.keep({ act: "take", on: [{ l: LABEL }] });

/** The house tells its keys, or nobody answers. */
function road(isDown = false, use = "export"): Ask {
	return async <Answer>(): Promise<Answer> => {
		if (isDown) throw new Offline("down");
		const keys = [{ kid: house.id, use, key: house.jwk, from: 0 }];
		return { keys: await signJws(root, "keys+jwt", { v: 1, at: 1, keys }) } as Answer;
	};
}

function exporter(ask: Ask): Exporter {
	const enrolment = { key, root: root.jwk };
	return new Exporter({
		...{ outbox, callSign: "TN-02", nowMs: () => NOW },
		seal: () => exportFiles({ database, enrolment, outbox, ask, nowMs: NOW }),
		save: (name, text) => void saved.push([name, text]),
	});
}

describe("an export", () => {
	test("says what it will hold before it is made", async () => {
		await take();
		const one = exporter(road());

		await one.count();

		expect(one.state).toEqual({ is: "ready", scans: 1 });
		expect(saved).toEqual([]);
	});

	test("is saved under a name that says whose it is and from when", async () => {
		await take();
		const one = exporter(road());

		await one.save();

		expect(saved.map(([name]) => name)).toEqual(["hoso-TN-02-2026-05-26T0741.jwe"]);
		expect(one.state).toMatchObject({ is: "saved", files: [{ scans: 1 }], left: 0 });
		expect(await outbox.onlyHere()).toHaveLength(1);
	});

	test("of nothing is none", async () => {
		const one = exporter(road());

		await one.save();

		expect(saved).toEqual([]);
		expect(one.state).toEqual({ is: "ready", scans: 0 });
	});

	test("of a store that is shut is said to have failed", async () => {
		const one = exporter(road());
		await take();
		database.close();

		await one.save();

		expect(one.state).toEqual({ is: "failed" });
	});

	test("needs no network once the house's key is known", async () => {
		await take();
		await exporter(road()).save();
		const offline = exporter(road(true));

		await offline.save();

		expect(offline.state).toMatchObject({ is: "saved" });
	});

	test("is refused where no key of the house is known: it is never saved unsealed", async () => {
		await take();
		const one = exporter(road(true));

		await one.save();

		expect(one.state).toEqual({ is: "no_key" });
		expect(saved).toEqual([]);
	});

	test("is never sealed to a key for something else", async () => {
		await take();
		const one = exporter(road(false, "label"));

		await one.save();

		expect(one.state).toEqual({ is: "no_key" });
	});

	test("holds what an older key of this phone signed, in a file of its own", async () => {
		const older = await makeDeviceKey();
		await take(outboxOf(older));
		await take();
		const jwks: Record<string, PublicJwk> = { [older.id]: older.jwk };
		await database.browser.put("jwks", jwks);
		const one = exporter(road());

		await one.save();

		expect(saved.map(([name]) => name.slice(-6))).toEqual(["-1.jwe", "-2.jwe"]);
		expect(one.state).toMatchObject({ left: 0 });
	});

	test("says how many it could not hold", async () => {
		await take(outboxOf(await makeDeviceKey()));
		await take();
		const one = exporter(road());

		await one.save();

		expect(one.state).toMatchObject({ files: [{ scans: 1 }], left: 1 });
	});

	test("that cannot be saved says so", async () => {
		await take();
		const one = exporter(road());
		saved.push = () => {
			throw new DOMException("full", "QuotaExceededError");
		};

		await one.save();

		expect(one.state).toEqual({ is: "failed" });
	});
});
