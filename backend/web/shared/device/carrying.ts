/** Bringing home by hand what no network brings: the files, and the key to which they are sealed. */

import { exportKey, readServerKeys, type ServerKey, type ServerKeys } from "../keys";
import type { PublicJwk } from "../signing";
import { type Ask, apiOver } from "./api";
import type { Database, Enrolment } from "./database";
import { type ExportFile, sealed } from "./export";
import type { Outbox } from "./outbox";

/** The phone knows no key of the house to seal to, and nobody can be asked. */
export class NoExportKey extends Error {}

interface Carrying {
	database: Database;
	enrolment: Pick<Enrolment, "key" | "root">;
	outbox: Pick<Outbox, "onlyHere">;
	ask: Ask;
	nowMs: number;
}

export async function exportFiles(carrying: Carrying): Promise<ExportFile[]> {
	const { database, enrolment, outbox } = carrying;
	const older = await database.browser.get("jwks");
	const jwks = new Map(Object.entries({ ...older, [enrolment.key.id]: enrolment.key.jwk }));
	return sealed(await outbox.onlyHere(), jwks, await houseKey(carrying));
}

/** The newest list where there is a network, else the one that was kept: a retired key still opens. */
async function houseKey({ database, enrolment, ask, nowMs }: Carrying): Promise<ServerKey> {
	const own = database.ofDevice(enrolment.key.id);
	const kept = await own.get("keys");
	const newest = await newestKeys(ask, enrolment.root);
	if (newest !== null) await own.put("keys", newest);
	for (const keys of [newest, kept]) {
		const key = keys && exportKey(keys, nowMs);
		if (key) return key;
	}
	throw new NoExportKey();
}

async function newestKeys(ask: Ask, root: PublicJwk): Promise<ServerKeys | null> {
	try {
		const { keys } = await apiOver(ask).get("keys");
		return await readServerKeys(keys, root);
	} catch {
		return null; // no network, or not the house's: the list that was kept is believed
	}
}
