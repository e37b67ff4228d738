/** The ticket by which a phone or a desk joins. */

import { base45Bytes, NotBase45 } from "./base45";
import { textOf } from "./bytes";

const PREFIX = "HE1:";

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
		const { v, u, t } = said as Record<string, unknown>;
		return v === 1 && typeof u === "string" && typeof t === "string"
			? { origin: u, secret: t }
			: null;
	} catch (error) {
		if (error instanceof NotBase45 || error instanceof SyntaxError) return null;
		if (error instanceof TypeError) return null; // no UTF-8
		throw error;
	}
}
