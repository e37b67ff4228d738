/** The server's signed promise that it keeps what a phone sent. */

import { receiptKey, type ServerKeys } from "./keys";
import { keyIdOf, verifyJws } from "./signing";

const OUTCOMES = ["accepted", "quarantined", "refused"] as const;

export interface ScanResult {
	/** Scan id if accepted, else the SHA-256 of the JWS text. */
	k: string;
	r: (typeof OUTCOMES)[number];
	f?: string[];
	/** Why it is set aside there, or not kept: `unknown_device` or `not_stored`. */
	q?: string;
	c?: string;
}

export interface Receipt {
	v: 1;
	batch: string;
	epoch: string;
	at: number;
	results: ScanResult[];
}

/** A receipt that this phone cannot check is none: the scans stay pending. */
export class UnprovenReceipt extends Error {}

export async function readReceipt(jws: string, keys: ServerKeys): Promise<Receipt> {
	try {
		const key = await receiptKey(keys, keyIdOf(jws) ?? "");
		if (key === null) throw new UnprovenReceipt("unknown key");
		const said = (await verifyJws(jws, "scan-receipt+jwt", key)) as Receipt;
		if (said.v !== 1 || !Array.isArray(said.results)) throw new UnprovenReceipt("misshapen");
		// What a newer server says of a scan, and this app does not know, leaves the scan pending.
		return { ...said, results: said.results.filter(({ r }) => OUTCOMES.includes(r)) };
	} catch (error) {
		throw error instanceof UnprovenReceipt ? error : new UnprovenReceipt("bad signature");
	}
}
