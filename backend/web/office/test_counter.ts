/** For tests: a counter, and the desk and server as it sees them. */

import { Offline, Refused } from "../shared/device/api";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import type { KnownItem } from "../shared/handoff/overlay";
import type { PrivatePart, Statement } from "../shared/scan";
import { knownItem, ownScan } from "./test_things";

export const SECRET = "AAECAwQFBgcICQoLDA0ODw";
export const SLIP = `https://hoso.example/t/WR0N-GC0D-E000#${SECRET}`;
export const CITIZEN = "citizen";
export const SELF = { relation: "self" };
export const result = knownItem({ direction: "back" });
export const another = knownItem({
	...{ subject: "another", dossier: "second" },
	labels: [{ id: "another label", code: "", is_void: false }],
});

/** The desk and its server as a counter sees them. */
export class World {
	own: KeptScan[] = [];
	signed: { statement: Statement; hidden: PrivatePart | undefined }[] = [];
	asked: object[] = [];
	answer: { is_right: boolean; tries_left: number } | Error = { is_right: true, tries_left: 5 };
	isFull = false;
	isAway = false;
	newest: KnownItem | undefined;

	now = (item: KnownItem): KnownItem => this.newest ?? item;

	/** Whose result a slip is of, as far as it is known. */
	found: KnownItem[] = [];

	get = async <Answer>(path: string): Promise<Answer> => {
		if (this.isAway) throw new Offline();
		if (path.startsWith("lookups")) return this.found as Answer;
		const citizen = path.endsWith("second") ? "another citizen" : CITIZEN;
		return { citizen, applicant: { name: "Nguyễn Văn A", phone: null } } as Answer;
	};

	/** Lets the server's word on a PIN arrive, where it is slow. */
	answers: (() => void)[] = [];
	isSlow = false;

	post = async <Answer>(_: string, said: object): Promise<Answer> => {
		const { answer } = this;
		this.asked.push(said);
		if (this.isSlow) await new Promise<void>((pass) => this.answers.push(pass));
		if (answer instanceof Error) throw answer;
		return answer as Answer;
	};

	async sign(statement: Statement, hidden?: PrivatePart): Promise<KeptScan> {
		if (this.isFull) throw new StorageFull();
		this.signed.push({ statement, hidden });
		return ownScan({ id: "given", act: "deliver" });
	}
}

export function refused(code: string, status: number): Refused {
	return new Refused({ type: "about:blank", title: "", status, code, retry: "later" });
}
