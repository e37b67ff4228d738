/** What a scanned or typed text is, as far as this device can tell without the server. */

import { type Label, type LabelKeys, readLabel } from "../label";
import { type OfferTicket, readTicket } from "../ticket";
import { readTypedCode, typedCode } from "../typed_code";

export type Seen =
	/** `isProven`: signed by a key that this device has; else the server will judge it. */
	| { is: "label"; label: Label; code: string; isProven: boolean }
	| { is: "code"; code: string }
	| { is: "ticket"; text: string; ticket: OfferTicket }
	| { is: "forged" }
	| { is: "foreign" };

export async function see(text: string, keys: LabelKeys): Promise<Seen> {
	const ticket = readTicket(text);
	if (ticket !== null) return { is: "ticket", text, ticket };
	const code = readTypedCode(text);
	if (code !== null) return { is: "code", code };
	const read = await readLabel(text, keys);
	if (read.is === "forged" || read.is === "foreign") return read;
	const under = await typedCode(read.label.id);
	return { is: "label", label: read.label, code: under, isProven: read.is === "genuine" };
}

/** By which name a scan would say what was seen; null for what is no label. */
export function nameOf(seen: Seen): string | null {
	if (seen.is === "code") return seen.code;
	return seen.is === "label" ? seen.label.id : null;
}
