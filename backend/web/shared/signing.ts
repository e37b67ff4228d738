/** P-256 keys and ES256 over WebCrypto: what the phone can sign and check without network. */

import {
	CompactSign,
	calculateJwkThumbprint,
	compactVerify,
	decodeProtectedHeader,
	importJWK,
	type JWK,
} from "jose";
import { type Bytes, joined, textOf, utf8 } from "./bytes";

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface PublicJwk {
	kty: "EC";
	crv: "P-256";
	x: string;
	y: string;
}

/** The phone's own key; its private half never leaves the browser's key store. */
export interface DeviceKey {
	id: string;
	jwk: PublicJwk;
	privateKey: CryptoKey;
}

export async function makeDeviceKey(): Promise<DeviceKey> {
	const pair = await crypto.subtle.generateKey(ECDSA, false, ["sign"]);
	const jwk = publicJwk(await crypto.subtle.exportKey("jwk", pair.publicKey));
	return { id: await thumbprint(jwk), jwk, privateKey: pair.privateKey };
}

export function publicJwk(jwk: JWK): PublicJwk {
	const { x, y } = jwk;
	if (jwk.kty !== "EC" || jwk.crv !== "P-256" || x === undefined || y === undefined) {
		throw new TypeError("no public key of P-256");
	}
	return { kty: "EC", crv: "P-256", x, y };
}

export function thumbprint(jwk: JWK): Promise<string> {
	return calculateJwkThumbprint(jwk, "sha256");
}

export async function verifyKey(jwk: JWK): Promise<CryptoKey> {
	const key = await importJWK({ ...publicJwk(jwk) }, "ES256");
	if (key instanceof Uint8Array) throw new TypeError("no public key of P-256");
	return key;
}

/** Sign bytes; the raw r||s has the low s, which labels and tickets demand. */
export async function signBytes(key: DeviceKey, message: Bytes): Promise<Bytes> {
	const signature = new Uint8Array(await crypto.subtle.sign(ECDSA, key.privateKey, message));
	const s = numberOf(signature.slice(32));
	return s > ORDER / 2n ? joined(signature.slice(0, 32), scalarBytes(ORDER - s)) : signature;
}

export async function hasSigned(
	key: CryptoKey,
	signature: Bytes,
	message: Bytes,
): Promise<boolean> {
	return crypto.subtle.verify(ECDSA, key, signature, message);
}

/** A signature has a valid twin with the high s; papers carry the low one only. */
export function isLowS(signature: Bytes): boolean {
	return numberOf(signature.slice(32)) <= ORDER / 2n;
}

export async function signJws(key: DeviceKey, typ: string, payload: object): Promise<string> {
	return new CompactSign(utf8(JSON.stringify(payload)))
		.setProtectedHeader({ alg: "ES256", typ, kid: key.id })
		.sign(key.privateKey);
}

/** The key named in a JWS's header; nothing is checked yet. */
export function keyIdOf(jws: string): string | undefined {
	return decodeProtectedHeader(jws).kid;
}

/** Check a JWS of ours and read its payload; throws on anything but a good signature. */
export async function verifyJws(jws: string, typ: string, key: CryptoKey): Promise<unknown> {
	const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ["ES256"] });
	if (protectedHeader.typ !== typ) throw new TypeError(`no ${typ}`);
	return JSON.parse(textOf(new Uint8Array(payload)));
}

function numberOf(bytes: Bytes): bigint {
	return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function scalarBytes(scalar: bigint): Bytes {
	return Uint8Array.from({ length: 32 }, (_, index) =>
		Number((scalar >> BigInt(8 * (31 - index))) & 0xffn),
	);
}
