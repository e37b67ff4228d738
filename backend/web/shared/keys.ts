/** The server's public keys, believed only under the root that enrolment pinned. */

import type { LabelKeys } from "./label";
import { keyIdOf, type PublicJwk, thumbprint, verifyJws, verifyKey } from "./signing";

export interface ServerKey {
	kid: string;
	use: "label" | "receipt" | "log" | "export";
	key: PublicJwk;
	from: number;
	until?: number;
}

export interface ServerKeys {
	at: number;
	keys: ServerKey[];
}

/** Read the keys document; throws unless the pinned root signed it. */
export async function readServerKeys(jws: string, root: PublicJwk): Promise<ServerKeys> {
	if (keyIdOf(jws) !== (await thumbprint(root))) throw new TypeError("signed by another root");
	const said = await verifyJws(jws, "keys+jwt", await verifyKey(root));
	return said as ServerKeys;
}

export async function receiptKey(keys: ServerKeys, kid: string): Promise<CryptoKey | null> {
	const found = keys.keys.find((key) => key.use === "receipt" && key.kid === kid);
	return found === undefined ? null : verifyKey(found.key);
}

/** The key to which a phone seals what it exports: the newest that is in force, if there is one. */
export function exportKey(keys: ServerKeys, nowMs: number): ServerKey | null {
	const inForce = keys.keys.filter(
		({ use, from, until }) =>
			use === "export" && from <= nowMs && (until === undefined || nowMs < until),
	);
	return inForce.sort((one, other) => other.from - one.from)[0] ?? null;
}

/** Label keys by the number that a label names. */
export async function labelKeys(keys: ServerKeys): Promise<LabelKeys> {
	const labels = keys.keys.filter((key) => key.use === "label");
	const pairs = labels.map(async (key) => [Number(key.kid), await verifyKey(key.key)] as const);
	return new Map(await Promise.all(pairs));
}
