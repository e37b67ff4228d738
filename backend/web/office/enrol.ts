/** How a browser becomes a desk of an office: it makes its key, and pins the server's root. */

import { type Ask, apiOver, ask, learnTime } from "../shared/device/api";
import type { Trouble } from "../shared/device/connection";
import { type Database, openPhone } from "../shared/device/database";
import { type Joined, keyFor, takeUp } from "../shared/device/joining";
import { readEnrolmentTicket, ticketInFragment } from "../shared/enrolment";
import { type DeviceKey, type PublicJwk, publicJwk, signJws } from "../shared/signing";

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
export async function enrolDesk(
	text: string,
	offices: readonly string[],
	network: Ask = ask,
): Promise<DeskEnrolment> {
	const ticket = readEnrolmentTicket(text);
	if (ticket === null || ticket.origin !== location.origin) throw new NoDeskTicket();
	const registry = await openPhone(REGISTRY);
	try {
		const key = await keyFor(registry, ticket.secret);
		const joined = learnTime(await join({ ticket: text, offices }, ticket.secret, key, network));
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
	network: Ask,
): Promise<Joined> {
	const claim = { t: secret, thumbprint: key.id };
	return signJws(key, "enrol+jwt", claim).then((proof) =>
		apiOver(network).post("devices", {
			...{ ...asked, kind: "desk", jwk: key.jwk, proof },
			...{ model: modelName(), app: __APP_VERSION__ },
		}),
	);
}

async function write(enrolment: DeskEnrolment, joined: Joined): Promise<void> {
	const database = await openDesk(enrolment.office.id);
	try {
		const before = await keptEnrolment(database);
		await takeUp(database, {
			signer: { key: enrolment.key, who: "", party: enrolment.office.id },
			before: before?.key,
			joined,
			keep: (writing) => [writing.objectStore("owned").put(enrolment, ["browser", "desk"])],
		});
	} finally {
		database.close();
	}
}

/** A word by which a supervisor knows the desk again in the list of devices. */
function modelName(): string {
	const named = /\(([^)]+)\)/.exec(navigator.userAgent)?.[1] ?? "desk";
	return named.slice(0, 120);
}
