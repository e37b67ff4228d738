/** From one shape of what is kept to the next; no scan is ever lost on the way. */

import { type IDBPTransaction, type StoreNames, unwrap, wrap } from "idb";
import { b64uBytes, textOf } from "../bytes";
import type { KeptScan, OpenDatabase, Owner, Stores } from "./database";

type Upgrading = IDBPTransaction<Stores, StoreNames<Stores>[], "versionchange">;

export async function upgrade(
	opened: OpenDatabase,
	before: number,
	transaction: Upgrading,
): Promise<void> {
	if (before < 1) {
		opened.createObjectStore("device");
		opened.createObjectStore("chain");
		const scans = opened.createObjectStore("scans", { keyPath: "seq" });
		scans.createIndex("sync", "sync");
		scans.createIndex("id", "id");
	}
	if (before < 2) await giveOwners(opened, before, transaction);
}

/** In the first shape nobody could say whose each thing was. */
async function giveOwners(
	opened: OpenDatabase,
	before: number,
	transaction: Upgrading,
): Promise<void> {
	const scans = transaction.objectStore("scans");
	scans.createIndex("party", ["party", "sync"]);
	scans.createIndex("againMs", "againMs");
	const { objectStoreNames: names } = unwrap(opened);
	if (names.contains("fixes")) unwrap(opened).deleteObjectStore("fixes");
	opened.createObjectStore("fixes", { autoIncrement: true }).createIndex("person", "person");
	opened.createObjectStore("owned");
	opened.createObjectStore("turn");
	if (before < 1) return;
	for (let at = await scans.openCursor(); at !== null; at = await at.continue()) {
		await at.update({ ...at.value, party: partyOf(at.value) });
	}
	await moveKept(transaction);
	unwrap(opened).deleteObjectStore("kept");
}

/** What cannot be asked for anew moves to its owner; a day, its tickets and its session can. */
async function moveKept(transaction: Upgrading): Promise<void> {
	const kept = wrap(unwrap(transaction).objectStore("kept"));
	const phone = await transaction.objectStore("device").get("enrolment");
	const key = phone?.key ?? (await kept.get("desk"))?.key;
	const owners: Record<string, Owner> = {
		...{ epoch: "browser", jwks: "browser", joining: "browser", desk: "browser" },
		...(key === undefined ? {} : ofDevice(`device:${key.id}`)),
		...(phone === undefined ? {} : { shift: `person:${phone.person.id}` }),
	};
	const owned = transaction.objectStore("owned");
	for (const [name, owner] of Object.entries(owners)) {
		const value = await kept.get(name);
		if (value !== undefined) await owned.put(value, [owner, name]);
	}
}

function ofDevice(owner: Owner): Record<string, Owner> {
	const names = ["keys", "refusal", "wipe", "tallies"];
	return Object.fromEntries(names.map((name) => [name, owner]));
}

function partyOf({ jws }: KeptScan): string {
	const [, payload = ""] = jws.split(".");
	const said: unknown = JSON.parse(textOf(b64uBytes(payload)));
	const party = typeof said === "object" && said !== null && "for" in said ? said.for : "";
	return String(party);
}
