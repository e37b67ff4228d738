/** Everything that this app keeps in a browser, and how all of it goes. */

import { deleteDB } from "idb";
import { type Database, STRICT } from "../shared/device/database";

/** The parts of a browser that keep something; any of them may be missing. */
export interface Keepers {
	caches?: Pick<CacheStorage, "keys" | "delete"> | undefined;
	workers?: Pick<ServiceWorkerContainer, "getRegistrations"> | undefined;
	storages: readonly Pick<Storage, "clear">[];
}

/**
 * Stores first, in one transaction: a phone that is switched off meanwhile has neither its key nor a
 * scan any more. The database itself goes after them; another tab may hold it open, but empty.
 */
export async function erase(database: Database, keepers: Keepers): Promise<void> {
	await database.use(async (opened) => {
		const stores = [...opened.objectStoreNames];
		const writing = opened.transaction(stores, "readwrite", STRICT);
		await Promise.all([...stores.map((name) => writing.objectStore(name).clear()), writing.done]);
	});
	database.close();
	for (const storage of keepers.storages) storage.clear();
	const names = (await keepers.caches?.keys()) ?? [];
	const registrations = (await keepers.workers?.getRegistrations()) ?? [];
	await Promise.allSettled([
		deleteUnlessHeld(database.name),
		...names.map((name) => keepers.caches?.delete(name)),
		...registrations.map((registration) => registration.unregister()),
	]);
}

function deleteUnlessHeld(name: string): Promise<void> {
	return new Promise((resolve, reject) => {
		deleteDB(name, { blocked: () => resolve() }).then(resolve, reject);
	});
}
