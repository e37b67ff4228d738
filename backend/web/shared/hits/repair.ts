/** Reads what a scanner typed on a keyboard that was not set for it; a check proves the reading. */

import { base45Bytes, NotBase45 } from "../base45";
import type { Ours } from "./burst";
import { capsed, type Frame, type MethodName, offLayout, type Setting, undone } from "./layouts";

/** How sure it is that a text is what somebody printed. */
export type Proof = "proven" | "plausible" | "forged" | "no";

export interface Reading {
	text: string;
	/** How the keyboard was set, where it had changed the text. */
	repaired?: Setting;
	/** It began as our codes do, and there is no reading it. */
	isBroken?: true;
}

/** A label is signed: what no key proves is no reading of it. */
type OurFrame = Frame & { isSigned: boolean };

/** Signatures checked for one text at most. */
const MOST_CHECKS = 200;
const METHODS: readonly MethodName[] = ["telex", "vni"];
const SIGNED = { length: 129, isSigned: true };
const OFFER_LENGTH = 276;
const CODE = /^[0-9\p{L}\p{M}-]{6,22}$/u;

/**
 * Whether a text begins as our codes do, in any spelling that can be repaired. Of addresses only
 * those of `origin` are ours, and those whose host an input method has marked: nobody prints such.
 */
export function looksOurs(text: string, origin: string): boolean {
	if (text.length < SHORTEST) return false;
	if (/^H[ÓÉ]:/i.test(text.normalize("NFC")) || MARKED_HOST.test(text)) return true;
	return spellings(text).some((one) => PREFIX.test(one) || isOf(one, origin));
}

const SHORTEST = 11;
const PREFIX = /^H[SOE]1:/i;
const MARKED_HOST = /^[Hh][Tt]{2}[Pp][Ss]?:\/\/[^/]*[\u0080-\uffff]/;

/** Also where no more than a part of it has come so far. */
function isOf(address: string, origin: string): boolean {
	const [one, whole] = [address.toLowerCase(), `${origin.toLowerCase()}/`];
	return one.startsWith(whole) || whole.startsWith(one);
}

/** How much of a code of ours a text is; what a keyboard has changed may be shorter than it was. */
export function oursIn(text: string, origin: string): Ours {
	if (!looksOurs(text, origin)) return null;
	const whole = /^.S/.test(text.toUpperCase()) ? SIGNED.length : OFFER_LENGTH;
	return [...text].length < whole ? "part" : "whole";
}

/**
 * Read a text; `texts` are what was heard of it, what the screen got first. `isOurs` says whether one
 * that cannot be read was one of our codes before a keyboard changed it.
 */
export async function read(
	texts: readonly string[],
	check: (text: string) => Promise<Proof>,
	isOurs: (text: string) => boolean,
): Promise<Reading> {
	const [heard = ""] = texts;
	for (const text of texts) {
		if ((await check(text)) !== "no") return text === heard ? { text } : told(heard, text);
	}
	for (const one of new Set(texts.flatMap(spellings))) {
		const proof = await check(one);
		if (proof === "proven" || proof === "plausible") return told(heard, one);
	}
	for (const text of texts) {
		for (const method of METHODS) {
			const found = await undoneBy(method, text, check);
			if (found !== null) return { text: found, repaired: method };
		}
	}
	return isOurs(heard) ? { text: heard, isBroken: true } : { text: heard };
}

/** The same text by all settings that change each key for itself; that layout makes no figures. */
function spellings(text: string): string[] {
	const isLayout = !/\d/.test(text);
	return [capsed(text), ...(isLayout ? [offLayout(text), offLayout(capsed(text))] : []), text];
}

function told(heard: string, text: string): Reading {
	return { text, repaired: capsed(heard) === text ? "caps" : "layout" };
}

/** The reading that is proven; else the only one that can be. */
async function undoneBy(
	method: MethodName,
	text: string,
	check: (text: string) => Promise<Proof>,
): Promise<string | null> {
	const frame = frameOf(text);
	if (frame === null) return null;
	const plausible = new Set<string>();
	let checks = 0;
	for (const one of undone(text, method, frame)) {
		checks += 1;
		if (checks > MOST_CHECKS) return null;
		const proof = await check(one);
		if (proof === "proven") return one;
		if (proof === "plausible") plausible.add(one);
	}
	const [only = null] = plausible;
	return plausible.size === 1 && !frame.isSigned ? only : null;
}

function frameOf(text: string): OurFrame | null {
	const begin = text.normalize("NFD").toUpperCase();
	if (/^HS1:/.test(begin)) return { ...SIGNED, mayBegin: isBase45("HS1:") };
	// VNI makes an accent of the figure behind a vowel.
	if (/^HO(?:1|\u0301):/.test(begin))
		return { length: OFFER_LENGTH, isSigned: false, mayBegin: isBase45("HO1:") };
	if (/^HE(?:1|\u0301):/.test(begin)) {
		return { length: null, isSigned: false, mayBegin: isBase45("HE1:", isWriting) };
	}
	if (!CODE.test(text)) return null;
	return {
		isSigned: false,
		length: 11 + (text.match(/-/g)?.length ?? 0),
		mayBegin: (code) => /^[0-9A-Z-]*$/.test(code),
	};
}

/** Groups of three that each stand for two bytes: most wrong readings fall at the next one. */
function isBase45(prefix: string, isRight: (byte: number) => boolean = () => true) {
	return (text: string, since: number): boolean => {
		if (text.length <= prefix.length) return prefix.startsWith(text);
		if (!text.startsWith(prefix)) return false;
		const done = Math.max(0, Math.floor((since - prefix.length) / 3));
		const body = text.slice(prefix.length + 3 * done);
		try {
			const bytes = base45Bytes(body.slice(0, body.length - (body.length % 3)));
			return bytes.every(isRight);
		} catch (error) {
			if (error instanceof NotBase45) return false;
			throw error;
		}
	};
}

/** Of JSON with an address in it. */
function isWriting(byte: number): boolean {
	return byte >= 0x20 && byte < 0x7f;
}
