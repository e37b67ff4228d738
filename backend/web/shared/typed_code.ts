/** The code printed under a label, for hands without a camera. */

import { b64uBytes, joined, sha256, utf8 } from "./bytes";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32
const CODE_BITS = 50n;
const CODE_PREFIX = utf8("hoso-code-v1\0");

/** The code of a label: ten characters of its hash and a check character. */
export async function typedCode(labelId: string): Promise<string> {
	const hash = await sha256(joined(CODE_PREFIX, b64uBytes(labelId, 16)));
	let rest = hash.slice(0, 8).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
	rest >>= 64n - CODE_BITS;
	let text = "";
	for (let place = 0; place < 10; place += 1) {
		text = (ALPHABET[Number(rest & 31n)] ?? "") + text;
		rest >>= 5n;
	}
	return text + checkCharacter(text);
}

/** What a person typed, as the wire wants it; null while it is no code. */
export function readTypedCode(typed: string): string | null {
	if (!/^[0-9A-Za-z-]*$/.test(typed)) return null; // capitals of other letters would fool us
	const text = typed
		.toUpperCase()
		.replaceAll("-", "")
		.replaceAll(/[IL]/g, "1")
		.replaceAll("O", "0");
	if (text.length !== 11 || [...text].some((character) => !ALPHABET.includes(character))) {
		return null;
	}
	return checkCharacter(text.slice(0, 10)) === text[10] ? text : null;
}

/** Group a code for eyes, as in 7K3M9-QXT2H-4. */
export function shownCode(code: string): string {
	return `${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(10)}`;
}

/** Luhn mod N: finds every single wrong character and most swapped neighbours. */
function checkCharacter(text: string): string {
	let factor = 2;
	let sum = 0;
	for (const character of [...text].reverse()) {
		const addend = factor * ALPHABET.indexOf(character);
		sum += Math.floor(addend / 32) + (addend % 32);
		factor = factor === 2 ? 1 : 2;
	}
	return ALPHABET[(32 - (sum % 32)) % 32] ?? "";
}
