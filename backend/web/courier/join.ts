/** How a phone joins: it makes its key, shows the ticket once, and pins the server's root. */

import { b64u, randomBytes } from "../shared/bytes";
import {
	type Ask,
	apiOver,
	ask,
	DeviceApi,
	learnTime,
	Offline,
	Refused,
} from "../shared/device/api";
import {
	type ChainState,
	type Database,
	type Enrolment,
	ofAllPersons,
	STRICT,
} from "../shared/device/database";
import { Outbox } from "../shared/device/outbox";
import { type EnrolmentTicket, readEnrolmentTicket, ticketTextIn } from "../shared/enrolment";
import { readServerKeys } from "../shared/keys";
import type { Answered } from "../shared/shapes";
import {
	type DeviceKey,
	makeDeviceKey,
	type PublicJwk,
	publicJwk,
	signJws,
} from "../shared/signing";

/** The ticket is of another site than the one that this app came from. */
export class OtherOrigin extends Error {}

/** This browser keeps no keys, as in a private window: no ticket is spent on it. */
export class KeyNotKept extends Error {}

type Joined = Answered["DeviceOut"];

export interface JoinWorld {
	database: Database;
	origin: string;
	model: string;
	app: string;
	ask?: Ask;
}

/**
 * Join by a ticket.
 *
 * `before` is the enrolment of the same person that a server has lost: its key joins again, and what
 * it signed comes home. Where the server knows the key after all, a new one is made.
 */
export async function join(
	world: JoinWorld,
	{ ticket, text }: { ticket: EnrolmentTicket; text: string },
	before: Enrolment | null = null,
): Promise<Enrolment> {
	if (ticket.origin !== world.origin) throw new OtherOrigin(ticket.origin);
	const { joined, key } = await shown(world, ticket, text, before);
	learnTime(joined);
	const enrolment = await enrolmentOf(world, joined, key);
	const signer = { key, who: enrolment.person.id, party: enrolment.party.id };
	const outbox = new Outbox(world.database, signer);
	await write(world.database, enrolment, joined);
	// What the server promised before may be lost with its memory of this phone.
	await outbox.noticeEpoch(joined.epoch);
	await outbox.offerNow();
	outbox.stop();
	const named = await withName(world, enrolment);
	world.database.tell({ is: "joined" });
	return named;
}

async function shown(
	world: JoinWorld,
	ticket: EnrolmentTicket,
	text: string,
	before: Enrolment | null,
): Promise<{ joined: Joined; key: DeviceKey }> {
	if (before !== null) {
		try {
			return { joined: await show(world, ticket, text, before.key), key: before.key };
		} catch (error) {
			if (!(error instanceof Refused) || error.problem.code !== "known_device") throw error;
		}
	}
	const key = await keyFor(world.database, ticket.secret);
	return { joined: await show(world, ticket, text, key), key };
}

async function show(
	{ ask: network = ask, model, app }: JoinWorld,
	ticket: EnrolmentTicket,
	text: string,
	key: DeviceKey,
): Promise<Joined> {
	const proof = await signJws(key, "enrol+jwt", { t: ticket.secret, thumbprint: key.id });
	const device = { kind: "phone", jwk: key.jwk, model, app } as const;
	return apiOver(network).post("devices", { ...device, ticket: text, proof });
}

/** The same key for the same ticket: whoever lost the answer asks again and is let in again. */
async function keyFor(database: Database, secret: string): Promise<DeviceKey> {
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

/**
 * Whether a page of the browser keeps its own things apart from the app on the home screen.
 *
 * Apple's phones do, and are the only ones that tell: who joins in the page has not joined in the app.
 */
export function isApartFromApp(browser: object): boolean {
	return "standalone" in browser && browser.standalone === false;
}

/** The ticket in an address's fragment, with its text as it is shown to the server. */
export function ticketIn(text: string): { ticket: EnrolmentTicket; text: string } | null {
	const found = ticketTextIn(text);
	const ticket = found === null ? null : readEnrolmentTicket(found);
	return found === null || ticket === null ? null : { ticket, text: found };
}

async function enrolmentOf(
	{ origin }: JoinWorld,
	joined: Joined,
	key: DeviceKey,
): Promise<Enrolment> {
	if (joined.courier === null || joined.person === null)
		throw new TypeError("no courier's ticket");
	return {
		...{ key, origin, enrolledMs: Date.now(), root: publicJwk(joined.root) },
		person: { id: joined.person, name: "" },
		party: { id: joined.courier.party, callSign: joined.courier.call_sign },
	};
}

/** The name is asked for in the new key's name; a phone that hears nothing has joined all the same. */
async function withName(
	{ database, ask: network = ask }: JoinWorld,
	enrolment: Enrolment,
): Promise<Enrolment> {
	try {
		const api = new DeviceApi(database, enrolment, network);
		const { person } = await api.get("me");
		const named = { ...enrolment, person: { ...enrolment.person, name: person.name } };
		await database.put("device", named, "enrolment");
		return named;
	} catch (error) {
		if (error instanceof Refused || error instanceof Offline) return enrolment;
		throw error;
	}
}

/**
 * A new key begins a new chain; what an older key of this phone signed stays in the outbox. Of all
 * that was kept for another person's eyes nothing is left.
 */
async function write(database: Database, enrolment: Enrolment, joined: Joined): Promise<void> {
	const { id } = enrolment.key;
	const keys = await readServerKeys(joined.keys, enrolment.root);
	const before = await database.get("device", "enrolment");
	const jwks = await jwksWith(database, before);
	const chain = await chainFor(database, enrolment, before);
	const isSame = before?.person.id === enrolment.person.id;
	await database.use(async (opened) => {
		const writing = opened.transaction(["device", "chain", "owned", "fixes"], "readwrite", STRICT);
		const owned = writing.objectStore("owned");
		await Promise.all([
			writing.objectStore("device").put(enrolment, "enrolment"),
			writing.objectStore("chain").put(chain, "state"),
			owned.put(keys, [`device:${id}`, "keys"]),
			owned.put(jwks, ["browser", "jwks"]),
			owned.delete(["browser", "joining"]),
			...["session", "refusal"].map((name) => owned.delete([`device:${id}`, name])),
			...(isSame ? [] : [owned.delete(ofAllPersons()), writing.objectStore("fixes").clear()]),
			writing.done,
		]);
	});
}

/** The public halves of all keys that this phone has had: their scans may still have to be exported. */
async function jwksWith(
	database: Database,
	before: Enrolment | undefined,
): Promise<Record<string, PublicJwk>> {
	const kept = await database.browser.get("jwks");
	return { ...kept, ...(before === undefined ? {} : { [before.key.id]: before.key.jwk }) };
}

async function chainFor(
	database: Database,
	{ key }: Enrolment,
	before: Enrolment | undefined,
): Promise<ChainState> {
	const chain = await database.get("chain", "state");
	if (chain !== undefined && before?.key.id === key.id) return { ...chain, device: key.id };
	return { e: b64u(randomBytes(16)), n: 0, kept: chain?.kept ?? 0, device: key.id };
}
