/** What a courier's phone keeps for the eyes of its owner; whatever comes late finds it shut. */

import {
	type Database,
	done,
	type Enrolment,
	type Fix,
	type OfPerson,
	type OpenDatabase,
	Owned,
	type OwnedStore,
} from "../shared/device/database";

/**
 * Written only as long as the phone is still its owner's: whether this browser has joined under
 * another key meanwhile, or was ordered to forget everything, is looked up in the same transaction.
 * An answer that was under way, here or in another tab, brings nothing back of what was deleted.
 */
export class Mine extends Owned<OfPerson> {
	readonly #database: Database;
	readonly #enrolment: Pick<Enrolment, "key" | "person">;

	constructor(database: Database, enrolment: Pick<Enrolment, "key" | "person">) {
		super(database, `person:${enrolment.person.id}`);
		this.#database = database;
		this.#enrolment = enrolment;
	}

	addFix(fix: Fix): Promise<void> {
		const person = this.#enrolment.person.id;
		return this.#write((writing) => writing.objectStore("fixes").add({ person, fix }));
	}

	protected override write(work: (store: OwnedStore) => Promise<void>): Promise<void> {
		return this.#write((writing) => work(writing.objectStore("owned")));
	}

	async #write(work: (writing: Writing) => Promise<unknown>): Promise<void> {
		const { id } = this.#enrolment.key;
		await this.#database.use(async (opened) => {
			const writing = begin(opened);
			const joined = await writing.objectStore("device").get("enrolment");
			const order = await writing.objectStore("owned").get([`device:${id}`, "wipe"]);
			const isOver = (joined !== undefined && joined.key.id !== id) || order !== undefined;
			await done(writing, isOver ? Promise.resolve() : work(writing));
		});
	}
}

type Writing = ReturnType<typeof begin>;

function begin(opened: OpenDatabase) {
	return opened.transaction(["device", "owned", "fixes"], "readwrite");
}
