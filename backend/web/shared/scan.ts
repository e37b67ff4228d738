/** The signed scan: what a device says happened, as the wire freezes it. */

import { b64u, sha256B64u, utf8 } from "./bytes";
import { type DeviceKey, signJws } from "./signing";

export type Act =
	| "commission"
	| "offer"
	| "accept"
	| "take"
	| "find"
	| "check"
	| "attempt"
	| "deliver"
	| "report_lost"
	| "report_damaged"
	| "withdraw"
	| "refuse"
	| "confirm"
	| "deny"
	| "annul"
	| "resolve"
	| "pack"
	| "seal"
	| "unpack";

/** More subjects than this do not fit into one scan. */
export const MAX_ON = 100;

/** One thing scanned: by its label or by the code typed from it, and the newest node known of it. */
export type On = ({ l: string } | { c: string }) & { b?: string };

/** What a person says; who, when and where in the chain the device adds itself. */
export interface Statement {
	act: Act;
	on: readonly On[];
	to?: string;
	of?: string;
	ends?: readonly string[];
	tk?: string;
	why?: string;
}

/** Where a scan stands in its device's own chain; `p` is absent only at the very first. */
export interface Chain {
	e: string;
	n: number;
	p?: string;
}

/** When, as the device could know it: `s` is a server time and the monotonic time it came at. */
export interface At {
	w: number;
	m: number;
	c: string;
	s?: [number, number];
}

/** What must stay erasable and therefore stands beside the signature. */
export interface PrivatePart {
	pos?: [lat_e7: number, lon_e7: number, accuracy_m: number, age_ms: number];
	note?: string;
	recipient?: Record<string, string>;
	pin?: string;
	/** The secret of the citizen's slip, 16 bytes, as its QR carries it behind `#`. */
	slip?: string;
}

export interface Signer {
	key: DeviceKey;
	who: string;
	party: string;
}

export interface SignedScan {
	id: string;
	jws: string;
	private?: string;
}

/** Sign one scan. The private part gets a salt of its own, or its hash would give a PIN away. */
export async function signScan(
	signer: Signer,
	statement: Statement,
	chain: Chain,
	at: At,
	privatePart?: PrivatePart,
): Promise<SignedScan> {
	const salt = b64u(crypto.getRandomValues(new Uint8Array(16)));
	const kept = privatePart && JSON.stringify({ salt, ...privatePart });
	const payload = {
		v: 1,
		...statement,
		who: signer.who,
		for: signer.party,
		dev: chain,
		on: inWireOrder(statement.on),
		at,
		...(kept === undefined ? {} : { hid: await sha256B64u(utf8(kept)) }),
	};
	const jws = await signJws(signer.key, "scan+jwt", payload);
	return { id: await scanId(jws), jws, ...(kept === undefined ? {} : { private: kept }) };
}

/** The id leaves the signature out, since ECDSA has a valid twin of every signature. */
export function scanId(jws: string): Promise<string> {
	return sha256B64u(utf8(jws.slice(0, jws.lastIndexOf("."))));
}

/** Labels before codes, each in byte order: one set of things scanned has one text. */
export function inWireOrder(on: readonly On[]): On[] {
	return [...on].sort((one, other) => (orderKey(one) < orderKey(other) ? -1 : 1));
}

function orderKey(on: On): string {
	return "l" in on ? `0${on.l}` : `1${on.c}`;
}
