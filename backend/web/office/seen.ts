/** What a scanned or typed text is, as far as this desk can tell without the server. */

import { type Label, type LabelKeys, readLabel } from "../shared/label";
import { type OfferTicket, readTicket } from "../shared/ticket";
import { readTypedCode } from "../shared/typed_code";

export type Seen =
	| { is: "label"; label: Label }
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
	return { is: "label", label: read.label }; // signed by a key we lack: the server will judge it
}
