/** The citizen's slip as its QR says it: the public address of the dossier, and behind `#` a secret. */

import { b64uBytes, NotBase64url } from "./bytes";

const PATH = /^\/t\/([0-9A-Z-]{4,24})$/;
const SECRET_BYTES = 16;
const LONGEST = 300; // of an address of ours; whatever is longer is somebody else's

export interface Slip {
	/** The code by which the public looks the dossier up. */
	code: string;
	/** What only whoever has the slip can show; it never goes to a server but in a private part. */
	secret: string;
}

/** Read the text of a QR; null if it is no slip's. Which house printed it, the server finds out. */
export function readSlip(text: string): Slip | null {
	if (text.length > LONGEST) return null;
	try {
		const { protocol, pathname, search, hash } = new URL(text.trim());
		const [, code] = PATH.exec(pathname) ?? [];
		const isWeb = protocol === "https:" || protocol === "http:";
		if (!isWeb || code === undefined || search !== "") return null;
		const secret = hash.slice(1);
		b64uBytes(secret, SECRET_BYTES);
		return { code, secret };
	} catch (error) {
		if (error instanceof TypeError || error instanceof NotBase64url) return null;
		throw error;
	}
}
