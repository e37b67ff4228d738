/** How a browser takes up the key under which it joined, as a phone or as a desk. */

import type { IDBPTransaction } from "idb";
import { b64u, randomBytes } from "../bytes";
import { readServerKeys } from "../keys";
import type { Signer } from "../scan";
import type { Answered } from "../shapes";
import { type DeviceKey, makeDeviceKey, publicJwk, signJws } from "../signing";
import { type ChainState, type Database, done, STRICT, type Stores } from "./database";
import { Outbox } from "./outbox";

/** This browser keeps no keys, as in a private window: no ticket is spent on it. */
export class KeyNotKept extends Error {}

export type Joined = Answered["DeviceOut"];

type Writing = IDBPTransaction<Stores, ("device" | "chain" | "owned" | "fixes")[], "readwrite">;

/** The same key for the same ticket: whoever lost the answer asks again and is let in again. */
export async function keyFor(database: Database, secret: string): Promise<DeviceKey> {
	const begun = await database.browser.get("joining");
	if (begun?.secret === secret) return begun.key;
	const joining = { secret, key: await makeDeviceKey() };
	try {
		await database.browser.put("joining", joining);
		const kept = await database.browser.get("joining");
		if (kept === undefined) throw new KeyNotKept();
		await signJws(kept.key, "enrol+jwt", {});
		return kept.key;
	} catch (error) {
		throw new KeyNotKept("no key can be kept", { cause: error });
	}
}

/** Who joined, by which key; `before` is the key that this browser had until now. */
interface Joining {
	signer: Signer;
	before: DeviceKey | undefined;
	joined: Joined;
	/** What the app keeps of it, in the same transaction. */
	keep(writing: Writing): Promise<unknown>[];
}

/**
 * A new key begins a new chain; what an older key signed stays in the outbox, and its public half is
 * kept: the house is still asked to take those scans, or they are carried there by hand.
 */
export async function takeUp(database: Database, joining: Joining): Promise<void> {
	const { signer, before, joined, keep } = joining;
	const { id } = signer.key;
	const keys = await readServerKeys(joined.keys, publicJwk(joined.root));
	const chain = await chainFor(database, id, before);
	const older = before === undefined ? {} : { [before.id]: before.jwk };
	const jwks = { ...(await database.browser.get("jwks")), ...older };
	await database.use(async (opened) => {
		const stores = ["device", "chain", "owned", "fixes"] as const;
		const writing = opened.transaction([...stores], "readwrite", STRICT);
		const owned = writing.objectStore("owned");
		const asked = [
			writing.objectStore("chain").put(chain, "state"),
			owned.put(keys, [`device:${id}`, "keys"]),
			owned.put(jwks, ["browser", "jwks"]),
			owned.delete(["browser", "joining"]),
			...keep(writing),
		];
		await done(writing, Promise.all(asked));
	});
	await offerAll(database, signer, joined.epoch);
}

/** What the server promised before may be lost with its memory of this device; no pause is waited out. */
async function offerAll(database: Database, signer: Signer, epoch: string): Promise<void> {
	const outbox = new Outbox(database, signer);
	await outbox.noticeEpoch(epoch);
	await outbox.offerNow();
	outbox.stop();
}

async function chainFor(
	database: Database,
	device: string,
	before: DeviceKey | undefined,
): Promise<ChainState> {
	const chain = await database.get("chain", "state");
	if (chain !== undefined && before?.id === device) return { ...chain, device };
	return { e: b64u(randomBytes(16)), n: 0, kept: chain?.kept ?? 0, device };
}
