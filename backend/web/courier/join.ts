/** How a phone joins: it makes its key, shows the ticket once, and pins the server's root. */

import { b64u, randomBytes } from "../shared/bytes";
import { DeviceApi, learnTime, post } from "../shared/device/api";
import { type Database, type Enrolment, STRICT } from "../shared/device/database";
import type { EnrolmentTicket } from "../shared/enrolment";
import { readServerKeys } from "../shared/keys";
import {
	type DeviceKey,
	makeDeviceKey,
	type PublicJwk,
	publicJwk,
	signJws,
} from "../shared/signing";

/** The ticket is of another site than the one that this app came from. */
export class OtherOrigin extends Error {}

interface Joined {
	device: string;
	person: string | null;
	courier: { party: string; call_sign: string } | null;
	root: PublicJwk;
	keys: string;
	epoch: string;
	now: string;
}

interface Joining {
	secret: string;
	key: DeviceKey;
}

export async function join(
	database: Database,
	ticket: EnrolmentTicket,
	text: string,
): Promise<Enrolment> {
	if (ticket.origin !== location.origin) throw new OtherOrigin(ticket.origin);
	const key = await keyFor(database, ticket.secret);
	const joined = await post<Joined>("devices", {
		ticket: text,
		jwk: key.jwk,
		model: modelName(),
		app: __APP_VERSION__,
		proof: await signJws(key, "enrol+jwt", { t: ticket.secret, thumbprint: key.id }),
	});
	learnTime(joined);
	const enrolment = await enrolmentOf(joined, key);
	const named = await withName(database, enrolment);
	await write(database, named, joined);
	return named;
}

/** The same key for the same ticket: whoever lost the answer asks again and is let in again. */
async function keyFor(database: Database, secret: string): Promise<DeviceKey> {
	const begun = (await database.get("kept", "joining")) as Joining | undefined;
	if (begun?.secret === secret) return begun.key;
	const joining = { secret, key: await makeDeviceKey() };
	await database.put("kept", joining, "joining");
	return joining.key;
}

async function enrolmentOf(joined: Joined, key: DeviceKey): Promise<Enrolment> {
	if (joined.courier === null || joined.person === null)
		throw new TypeError("no courier's ticket");
	return {
		key,
		origin: location.origin,
		person: { id: joined.person, name: "" },
		party: { id: joined.courier.party, callSign: joined.courier.call_sign },
		root: publicJwk(joined.root),
		enrolledMs: Date.now(),
	};
}

async function withName(database: Database, enrolment: Enrolment): Promise<Enrolment> {
	const api = new DeviceApi(database, enrolment);
	const { person } = await api.get<{ person: { name: string } }>("me");
	return { ...enrolment, person: { ...enrolment.person, name: person.name } };
}

/** A new key begins a new chain; what an older key of this phone signed stays in the outbox. */
async function write(database: Database, enrolment: Enrolment, joined: Joined): Promise<void> {
	const keys = await readServerKeys(joined.keys, enrolment.root);
	const before = await database.get("chain", "state");
	const chain = { e: b64u(randomBytes(16)), n: 0, kept: before?.kept ?? 0 };
	const writing = database.transaction(["device", "chain", "kept"], "readwrite", STRICT);
	const kept = writing.objectStore("kept");
	await Promise.all([
		writing.objectStore("device").put(enrolment, "enrolment"),
		writing.objectStore("chain").put(chain, "state"),
		kept.put(keys, "keys"),
		kept.put(joined.epoch, "epoch"),
		kept.delete("joining"),
		writing.done,
	]);
}

/** A word by which a supervisor knows the phone again in the list of devices. */
function modelName(): string {
	const named = /\(([^)]+)\)/.exec(navigator.userAgent)?.[1] ?? "phone";
	return named.slice(0, 120);
}
