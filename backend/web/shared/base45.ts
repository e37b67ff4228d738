/** Base45 (RFC 9285), which a QR symbol packs tightest. */

import type { Bytes } from "./bytes";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** The text is no Base45: a foreign character, a lone one, or a number too large for its bytes. */
export class NotBase45 extends Error {}

export function base45(bytes: Bytes): string {
	let text = "";
	for (let index = 0; index < bytes.length; index += 2) {
		const first = bytes[index] ?? 0;
		const second = bytes[index + 1];
		text += second === undefined ? digits(first, 2) : digits(256 * first + second, 3);
	}
	return text;
}

export function base45Bytes(text: string): Bytes {
	if (text.length % 3 === 1) throw new NotBase45();
	const bytes: number[] = [];
	for (let index = 0; index < text.length; index += 3) {
		const group = text.slice(index, index + 3);
		const value = numberOf(group);
		if (value >= (group.length === 3 ? 65_536 : 256)) throw new NotBase45();
		if (group.length === 3) bytes.push(value >> 8);
		bytes.push(value & 0xff);
	}
	return Uint8Array.from(bytes);
}

function digits(value: number, count: number): string {
	let rest = value;
	let text = "";
	for (let place = 0; place < count; place += 1) {
		text += ALPHABET[rest % 45];
		rest = Math.floor(rest / 45);
	}
	return text;
}

function numberOf(group: string): number {
	let value = 0;
	for (const character of [...group].reverse()) {
		const digit = ALPHABET.indexOf(character);
		if (digit < 0) throw new NotBase45();
		value = 45 * value + digit;
	}
	return value;
}
