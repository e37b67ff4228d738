/** A printed label: read from its QR text and checked without network. */

import { base45Bytes, NotBase45 } from "./base45";
import { type Bytes, b64u, joined, utf8 } from "./bytes";
import { hasSigned, isLowS } from "./signing";

const PREFIX = "HS1:";
const SIZE = 83;
const SIGNED = 19;
const CONTEXT = utf8("hoso-label-v1\0");

type LabelKind = "item" | "receptacle" | "place";

const KINDS = new Map<number, LabelKind>([
	[1, "item"],
	[2, "receptacle"],
	[3, "place"],
]);

export interface Label {
	id: string;
	kind: LabelKind;
	keyId: number;
}

/** What the phone can say of a scanned text: not ours, forged, signed by a key it lacks, or real. */
export type LabelAnswer =
	| { is: "foreign" }
	| { is: "forged" }
	| { is: "unknown_key"; label: Label }
	| { is: "genuine"; label: Label };

/** Keys by the number that a label names. */
export type LabelKeys = ReadonlyMap<number, CryptoKey>;

export async function readLabel(text: string, keys: LabelKeys): Promise<LabelAnswer> {
	const bytes = text.startsWith(PREFIX) ? labelBytes(text.slice(PREFIX.length)) : null;
	const [version, kindByte = 0, keyId = 0] = bytes ?? [];
	const kind = KINDS.get(kindByte);
	if (bytes === null || version !== 1 || kind === undefined) return { is: "foreign" };

	const label = { id: b64u(bytes.slice(3, SIGNED)), kind, keyId };
	const key = keys.get(label.keyId);
	if (key === undefined) return { is: "unknown_key", label };

	const signature = bytes.slice(SIGNED);
	const signed = joined(CONTEXT, bytes.slice(0, SIGNED));
	const isGenuine = isLowS(signature) && (await hasSigned(key, signature, signed));
	return isGenuine ? { is: "genuine", label } : { is: "forged" };
}

function labelBytes(text: string): Bytes | null {
	try {
		const bytes = base45Bytes(text);
		return bytes.length === SIZE ? bytes : null;
	} catch (error) {
		if (error instanceof NotBase45) return null;
		throw error;
	}
}
