/** Bytes, hashes and their text on the wire. */

import { base64url } from "jose";

export type Bytes = Uint8Array<ArrayBuffer>;

/** The text is not canonical base64url without padding, or not of the length asked for. */
export class NotBase64url extends Error {}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });

export function utf8(text: string): Bytes {
	return encoder.encode(text);
}

export function textOf(bytes: Bytes): string {
	return strictDecoder.decode(bytes);
}

export function b64u(bytes: Bytes): string {
	return base64url.encode(bytes);
}

/** Read base64url; equal bytes have one text only, so stray bits and padding are refused. */
export function b64uBytes(text: string, length?: number): Bytes {
	let bytes: Bytes;
	try {
		bytes = new Uint8Array(base64url.decode(text));
	} catch {
		throw new NotBase64url();
	}
	if (b64u(bytes) !== text || (length !== undefined && bytes.length !== length)) {
		throw new NotBase64url();
	}
	return bytes;
}

export function joined(...parts: Bytes[]): Bytes {
	const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
}

export function isSame(one: Bytes, other: Bytes): boolean {
	return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** The order of bytes, as Python sorts `bytes`. */
export function byteOrder(one: Bytes, other: Bytes): number {
	const shorter = Math.min(one.length, other.length);
	for (let index = 0; index < shorter; index += 1) {
		const difference = (one[index] ?? 0) - (other[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return one.length - other.length;
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export async function sha256B64u(bytes: Bytes): Promise<string> {
	return b64u(await sha256(bytes));
}

export function randomBytes(length: number): Bytes {
	return crypto.getRandomValues(new Uint8Array(length));
}

export function uuidBytes(uuid: string): Bytes {
	const digits = uuid.replaceAll("-", "");
	return Uint8Array.from({ length: 16 }, (_, index) =>
		Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
	);
}

export function uuidOf(bytes: Bytes): string {
	const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
