/**
 * What only this phone has, sealed to the house and carried by hand: a phone that finds no network,
 * or that the server does not know any more, still brings its scans home. They hold PINs and places,
 * so nobody on the way can read the file, nor whoever took the phone.
 */

import { CompactEncrypt, importJWK } from "jose";
import { utf8 } from "../bytes";
import type { ServerKey } from "../keys";
import { keyIdOf, type PublicJwk, publicJwk } from "../signing";
import { wireForm } from "./batch";
import type { KeptScan } from "./database";

/** Sealed and put into the request of an import it stays below the mebibyte that a call takes. */
const LONGEST = 600_000;

/** One file: the scans of one key, as many as one import takes. */
export interface ExportFile {
	dev: string;
	scans: readonly KeptScan[];
	jwe: string;
}

interface Said {
	v: 1;
	dev: string;
	jwk: PublicJwk;
	scans: { jws: string; private?: string }[];
}

/**
 * Seal scans to the house. A phone that has joined anew still has scans of its older key, and each
 * file speaks for one key alone; a key whose public half is not kept any more cannot be vouched for.
 */
export async function sealed(
	scans: readonly KeptScan[],
	jwks: ReadonlyMap<string, PublicJwk>,
	to: ServerKey,
): Promise<ExportFile[]> {
	const files: ExportFile[] = [];
	for (const [dev, own] of byKey(scans)) {
		const jwk = jwks.get(dev);
		if (jwk === undefined) continue;
		for (const part of inParts(own)) {
			const said: Said = { v: 1, dev, jwk: publicJwk(jwk), scans: part.map(wireForm) };
			files.push({ dev, scans: part, jwe: await seal(said, to) });
		}
	}
	return files;
}

async function seal(said: Said, { kid, key }: ServerKey): Promise<string> {
	const header = { alg: "ECDH-ES", enc: "A256GCM", kid } as const;
	return new CompactEncrypt(utf8(JSON.stringify(said)))
		.setProtectedHeader(header)
		.encrypt(await importJWK({ ...publicJwk(key) }, "ECDH-ES"));
}

function byKey(scans: readonly KeptScan[]): Map<string, KeptScan[]> {
	const found = new Map<string, KeptScan[]>();
	for (const scan of scans) {
		const dev = keyIdOf(scan.jws) ?? "";
		found.set(dev, [...(found.get(dev) ?? []), scan]);
	}
	return found;
}

function inParts(scans: readonly KeptScan[]): KeptScan[][] {
	const parts: KeptScan[][] = [[]];
	let length = 0;
	for (const scan of scans) {
		const own = utf8(JSON.stringify(wireForm(scan))).length;
		if (length > 0 && length + own > LONGEST) {
			parts.push([]);
			length = 0;
		}
		parts.at(-1)?.push(scan);
		length += own;
	}
	return parts;
}
