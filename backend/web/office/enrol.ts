/** How a browser becomes a desk of an office: it makes its key, and pins the server's root. */

import { b64u, randomBytes } from "../shared/bytes";
import { apiOver, learnTime } from "../shared/device/api";
import type { Trouble } from "../shared/device/connection";
import { type Database, openPhone, STRICT } from "../shared/device/database";
import { Outbox } from "../shared/device/outbox";
import { readEnrolmentTicket, ticketInFragment } from "../shared/enrolment";
import { readServerKeys } from "../shared/keys";
import type { Answered } from "../shared/shapes";
import {
	type DeviceKey,
	makeDeviceKey,
	type PublicJwk,
	publicJwk,
	signJws,
} from "../shared/signing";

/** The text is no ticket, or one of another site, or one for a courier's phone. */
export class NoDeskTicket extends Error {}

const TICKET = "hoso-ticket";

/** A log-in on the way loses the link's fragment: keep its ticket for this tab. */
export function keepTicket(fragment: string): void {
	if (ticketInFragment(fragment) !== null) sessionStorage.setItem(TICKET, fragment.slice(1));
}

/** The ticket of the link by which one came, once; it does not belong in the history. */
export function keptTicket(): string | null {
	keepTicket(location.hash);
	const text = sessionStorage.getItem(TICKET);
	if (text === null) return null;
	sessionStorage.removeItem(TICKET);
	history.replaceState(null, "", location.pathname);
	return decodeURIComponent(text);
}

export interface DeskEnrolment {
	key: DeviceKey;
	office: { id: string; name: string };
	root: PublicJwk;
	enrolledMs: number;
}

type Joined = Answered["DeviceOut"];

/** What this browser knows beside any office: under which key it is joining. */
const REGISTRY = "hoso-desks";

/** One chain and one outbox an office, since one browser may be the desk of two. */
export function openDesk(
	office: string,
	told?: (trouble: Trouble | null) => void,
): Promise<Database> {
	return openPhone(`hoso-desk.${office}`, told);
}

declare module "../shared/device/database" {
	interface OfBrowser {
		desk: DeskEnrolment;
	}
}

export async function keptEnrolment(database: Database): Promise<DeskEnrolment | null> {
	return (await database.browser.get("desk")) ?? null;
}

/** Join by a ticket's text as a desk of one of some offices, and answer for which. */
export async function enrolDesk(text: string, offices: readonly string[]): Promise<DeskEnrolment> {
	const ticket = readEnrolmentTicket(text);
	if (ticket === null || ticket.origin !== location.origin) throw new NoDeskTicket();
	const registry = await openPhone(REGISTRY);
	try {
		const key = await keyFor(registry, ticket.secret);
		const joined = learnTime(await join({ ticket: text, offices }, ticket.secret, key));
		if (joined.office === null) throw new NoDeskTicket();
		const { office } = joined;
		const enrolment = { key, office, root: publicJwk(joined.root), enrolledMs: Date.now() };
		await write(enrolment, joined);
		await registry.browser.delete("joining");
		return enrolment;
	} finally {
		registry.close();
	}
}

function join(
	asked: { ticket: string; offices: readonly string[] },
	secret: string,
	key: DeviceKey,
): Promise<Joined> {
	const claim = { t: secret, thumbprint: key.id };
	return signJws(key, "enrol+jwt", claim).then((proof) =>
		apiOver().post("devices", {
			...{ ...asked, kind: "desk", jwk: key.jwk, proof },
			...{ model: modelName(), app: __APP_VERSION__ },
		}),
	);
}

/** The same key for the same ticket: whoever lost the answer asks again and is let in again. */
async function keyFor(registry: Database, secret: string): Promise<DeviceKey> {
	const begun = await registry.browser.get("joining");
	if (begun?.secret === secret) return begun.key;
	const joining = { secret, key: await makeDeviceKey() };
	await registry.browser.put("joining", joining);
	return joining.key;
}

/** A new key begins a new chain; what an older key of this desk signed stays in the outbox. */
async function write(enrolment: DeskEnrolment, joined: Joined): Promise<void> {
	const keys = await readServerKeys(joined.keys, enrolment.root);
	const database = await openDesk(enrolment.office.id);
	const before = await database.get("chain", "state");
	const device = enrolment.key.id;
	const chain = { e: b64u(randomBytes(16)), n: 0, kept: before?.kept ?? 0, device };
	await database.use(async (opened) => {
		const writing = opened.transaction(["chain", "owned"], "readwrite", STRICT);
		const owned = writing.objectStore("owned");
		await Promise.all([
			writing.objectStore("chain").put(chain, "state"),
			owned.put(enrolment, ["browser", "desk"]),
			owned.put(keys, [`device:${device}`, "keys"]),
			writing.done,
		]);
	});
	const outbox = new Outbox(database, {
		...{ key: enrolment.key, who: "", party: enrolment.office.id },
	});
	await outbox.noticeEpoch(joined.epoch);
	database.close();
}

/** A word by which a supervisor knows the desk again in the list of devices. */
function modelName(): string {
	const named = /\(([^)]+)\)/.exec(navigator.userAgent)?.[1] ?? "desk";
	return named.slice(0, 120);
}
