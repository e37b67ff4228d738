import "../../build/test_browser";
import {
	compactDecrypt,
	decodeProtectedHeader,
	exportJWK,
	generateKeyPair,
	importJWK,
	type JWK,
} from "jose";
import { beforeAll, expect, test } from "vitest";
import { vectors } from "../../build/vectors";
import { textOf } from "../bytes";
import { exportKey, type ServerKey } from "../keys";
import { signScan } from "../scan";
import { type DeviceKey, makeDeviceKey, type PublicJwk } from "../signing";
import type { KeptScan } from "./database";
import { sealed } from "./export";

const LABEL = "VB-3hPXJ94UUdzypi97L0Q";
const PERSON = "00000000-0000-4000-8000-000000000001";

let house: { key: ServerKey; privateKey: CryptoKey };

beforeAll(async () => {
	const { publicKey, privateKey } = await generateKeyPair("ECDH-ES", { extractable: true });
	const key = (await exportJWK(publicKey)) as PublicJwk;
	house = { key: { kid: "house", use: "export", key, from: 0 }, privateKey };
});

async function kept(key: DeviceKey, seq: number, note = ""): Promise<KeptScan> {
	const at = { w: seq, m: seq, c: "AAECAwQFBgc" };
	const statement = { act: "deliver", on: [{ l: LABEL }], to: PERSON } as const;
	const signer = { key, who: PERSON, party: PERSON };
	const hidden = note === "" ? { pin: "123456" } : { note };
	const signed = await signScan(signer, statement, { e: "e", n: seq }, at, hidden);
	const kept = { seq, party: PERSON, keptMs: 0, sync: "pending" } as const;
	return { ...signed, ...kept, act: "deliver", on: [{ l: LABEL }] };
}

async function opened(jwe: string) {
	const { plaintext } = await compactDecrypt(jwe, house.privateKey);
	return JSON.parse(textOf(new Uint8Array(plaintext)));
}

interface Exports {
	key: JWK;
	opened: { name: string; jwe: string; said: object }[];
}

const { key: secret, opened: cases } = vectors<Exports>("exports");

test.each(cases)("the house's own way of sealing is ours, too: $name", async ({ jwe, said }) => {
	const { plaintext } = await compactDecrypt(jwe, await importJWK(secret, "ECDH-ES"));

	expect(JSON.parse(textOf(new Uint8Array(plaintext)))).toEqual(said);
});

test("only the house opens it, and finds each scan with its private part", async () => {
	const key = await makeDeviceKey();
	const scans = [await kept(key, 0), await kept(key, 1)];

	const [file] = await sealed(scans, new Map([[key.id, key.jwk]]), house.key);

	expect(file?.jwe).not.toContain("123456");
	const header = decodeProtectedHeader(file?.jwe ?? "");
	expect(header).toMatchObject({ alg: "ECDH-ES", enc: "A256GCM", kid: "house" });
	expect(Object.keys(header).sort()).toEqual(["alg", "enc", "epk", "kid"]);
	expect(await opened(file?.jwe ?? "")).toEqual({
		...{ v: 1, dev: key.id, jwk: key.jwk },
		scans: scans.map((scan) => ({ jws: scan.jws, private: scan.private })),
	});
});

test("scans of an older key of this phone go into a file of their own", async () => {
	const [older, newer] = [await makeDeviceKey(), await makeDeviceKey()];
	const scans = [await kept(older, 0), await kept(newer, 1)];
	const jwks = new Map([older, newer].map(({ id, jwk }) => [id, jwk]));

	const files = await sealed(scans, jwks, house.key);

	expect(files.map(({ dev }) => dev)).toEqual([older.id, newer.id]);
	expect((await opened(files[0]?.jwe ?? "")).scans).toHaveLength(1);
});

test("what is more than one import takes becomes several files, and none is left out", async () => {
	const key = await makeDeviceKey();
	const scans: KeptScan[] = [];
	for (let seq = 0; seq < 5; seq += 1) scans.push(await kept(key, seq, "x".repeat(250_000)));

	const files = await sealed(scans, new Map([[key.id, key.jwk]]), house.key);

	expect(files.length).toBeGreaterThan(1);
	expect(files.flatMap((file) => file.scans.map(({ seq }) => seq))).toEqual([0, 1, 2, 3, 4]);
	for (const { jwe } of files) expect(jwe.length).toBeLessThan(1_000_000);
});

test("it is sealed to the newest export key that is in force", () => {
	const key = house.key.key;
	const keys: ServerKey[] = [
		{ kid: "old", use: "export", key, from: 0, until: 50 },
		{ kid: "now", use: "export", key, from: 40 },
		{ kid: "later", use: "export", key, from: 500 },
		{ kid: "other", use: "receipt", key, from: 90 },
	];

	expect(exportKey({ at: 0, keys }, 100)?.kid).toBe("now");
	expect(exportKey({ at: 0, keys: keys.slice(3) }, 100)).toBeNull();
});
