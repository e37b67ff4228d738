/** The ticket by which a phone or a desk joins. */

import { base45Bytes, NotBase45 } from "./base45";
import { b64uBytes, NotBase64url, textOf } from "./bytes";

const PREFIX = "HE1:";
const SECRET_BYTES = 16;
const UNREADABLE = [NotBase45, NotBase64url, SyntaxError, TypeError]; // TypeError: no UTF-8

export interface EnrolmentTicket {
	/** The origin that issued it: the app joins only the one it was loaded from. */
	origin: string;
	secret: string;
}

/** Read the text of a QR or of a link's fragment; null if it is no such ticket. */
export function readEnrolmentTicket(text: string): EnrolmentTicket | null {
	if (!text.startsWith(PREFIX)) return null;
	try {
		const said: unknown = JSON.parse(textOf(base45Bytes(text.slice(PREFIX.length))));
		if (typeof said !== "object" || said === null) return null;
		const { v, u, t, ...others } = said as Record<string, unknown>;
		if (v !== 1 || typeof u !== "string" || u === "" || typeof t !== "string") return null;
		if (Object.keys(others).length > 0) return null;
		b64uBytes(t, SECRET_BYTES);
		return { origin: u, secret: t };
	} catch (error) {
		if (UNREADABLE.some((kind) => error instanceof kind)) return null;
		throw error;
	}
}

/** The ticket behind `#` of a join link, whether or not the link was percent-encoded on its way. */
export function ticketInFragment(fragment: string): EnrolmentTicket | null {
	const text = ticketTextIn(fragment);
	return text === null ? null : readEnrolmentTicket(text);
}

/** The text of a ticket in what was pasted: the text itself, or the link that says the same. */
export function ticketTextIn(pasted: string): string | null {
	const text = pasted.trim();
	const fragment = text.slice(text.indexOf("#") + 1);
	return [fragment, decoded(fragment)].find((one) => readEnrolmentTicket(one) !== null) ?? null;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return text;
		throw error;
	}
}
