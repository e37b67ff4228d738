/** The offer ticket: what one phone shows another to prove its half of a handoff. */

import { base45, base45Bytes, NotBase45 } from "./base45";
import {
	type Bytes,
	b64u,
	b64uBytes,
	byteOrder,
	isSame,
	joined,
	sha256,
	utf8,
	uuidBytes,
	uuidOf,
} from "./bytes";
import { type DeviceKey, hasSigned, isLowS, signBytes } from "./signing";

const PREFIX = "HO1:";
const SIZE = 181;
const SIGNED = 117;
const CONTEXT = utf8("hoso-offer-v1\0");
const BEARER = new Uint8Array(16);

export interface Offer {
	scanId: string;
	labels: readonly string[];
	from: string;
	to: string | null;
	minute: number;
}

export interface OfferTicket {
	device: string;
	scanId: string;
	labelsHash: Bytes;
	from: string;
	/** Null: whoever shows the ticket. */
	to: string | null;
	/** Unix minute of its making; only shown. */
	minute: number;
	bytes: Bytes;
}

export async function signTicket(key: DeviceKey, offer: Offer): Promise<string> {
	const minute = new Uint8Array(4);
	new DataView(minute.buffer).setUint32(0, offer.minute);
	const body = joined(
		Uint8Array.of(1),
		b64uBytes(key.id, 32),
		b64uBytes(offer.scanId, 32),
		await labelsHash(offer.labels),
		uuidBytes(offer.from),
		offer.to === null ? BEARER : uuidBytes(offer.to),
		minute,
	);
	const signature = await signBytes(key, joined(CONTEXT, body));
	return PREFIX + base45(joined(body, signature));
}

/** Read a ticket's text; null if it is none of ours. The signature is checked by `isSignedBy`. */
export function readTicket(text: string): OfferTicket | null {
	const bytes = text.startsWith(PREFIX) ? ticketBytes(text.slice(PREFIX.length)) : null;
	if (bytes === null) return null;
	const to = bytes.slice(97, 113);
	return {
		device: b64u(bytes.slice(1, 33)),
		scanId: b64u(bytes.slice(33, 65)),
		labelsHash: bytes.slice(65, 81),
		from: uuidOf(bytes.slice(81, 97)),
		to: isSame(to, BEARER) ? null : uuidOf(to),
		minute: new DataView(bytes.buffer).getUint32(113),
		bytes,
	};
}

export function isSignedBy(ticket: OfferTicket, key: CryptoKey): Promise<boolean> {
	const signature = ticket.bytes.slice(SIGNED);
	if (!isLowS(signature)) return Promise.resolve(false);
	return hasSigned(key, signature, joined(CONTEXT, ticket.bytes.slice(0, SIGNED)));
}

/** Tell whether these are exactly the labels that the ticket offers. */
export async function offersExactly(ticket: OfferTicket, labels: readonly string[]) {
	return isSame(ticket.labelsHash, await labelsHash(labels));
}

async function labelsHash(labels: readonly string[]): Promise<Bytes> {
	const ids = labels.map((label) => b64uBytes(label, 16)).sort(byteOrder);
	return (await sha256(joined(...ids))).slice(0, 16);
}

function ticketBytes(text: string): Bytes | null {
	try {
		const bytes = base45Bytes(text);
		return bytes.length === SIZE && bytes[0] === 1 ? bytes : null;
	} catch (error) {
		if (error instanceof NotBase45) return null;
		throw error;
	}
}
