/** How a phone joins: it makes its key, shows the ticket once, and pins the server's root. */

import {
	type Ask,
	apiOver,
	ask,
	DeviceApi,
	learnTime,
	Offline,
	Refused,
} from "../shared/device/api";
import { type Database, type Enrolment, ofAllPersons } from "../shared/device/database";
import { type Joined, keyFor, takeUp } from "../shared/device/joining";
import { type EnrolmentTicket, readEnrolmentTicket, ticketTextIn } from "../shared/enrolment";
import { type DeviceKey, publicJwk, signJws } from "../shared/signing";

/** The ticket is of another site than the one that this app came from. */
export class OtherOrigin extends Error {}

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
	await write(world.database, enrolment, joined);
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

/** Of all that was kept for another person's eyes nothing is left. */
async function write(database: Database, enrolment: Enrolment, joined: Joined): Promise<void> {
	const { key, person, party } = enrolment;
	const before = await database.get("device", "enrolment");
	const isSame = before?.person.id === person.id;
	await takeUp(database, {
		signer: { key, who: person.id, party: party.id },
		before: before?.key,
		joined,
		keep(writing) {
			const owned = writing.objectStore("owned");
			return [
				writing.objectStore("device").put(enrolment, "enrolment"),
				...["session", "refusal"].map((name) => owned.delete([`device:${key.id}`, name])),
				...(isSame ? [] : [owned.delete(ofAllPersons()), writing.objectStore("fixes").clear()]),
			];
		},
	});
}
