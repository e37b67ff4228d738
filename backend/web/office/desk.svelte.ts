/** The desk's own hand: what it signs for its office, and how far that has come. */

import { Refused } from "../shared/device/api";
import type { Database, KeptScan } from "../shared/device/database";
import { type Counts, NONE, Outbox } from "../shared/device/outbox";
import { type Sending, Sync } from "../shared/device/sync";
import { labelKeys, type ServerKeys } from "../shared/keys";
import type { LabelKeys } from "../shared/label";
import type { Receipt } from "../shared/receipt";
import type { PrivatePart, Statement } from "../shared/scan";
import type { DeskApi } from "./desk_api";
import type { DeskEnrolment } from "./enrol";

const OWN_MS = 24 * 3_600_000;
const LOOK_MS = 10_000;
const PATIENCE_MS = 6_000;

/** What was counted inside an item, beside the check that vouches for it. */
export interface KeptTally {
	scan: string;
	item: string;
	counted: [no: number, count: number][];
}

export class Desk {
	readonly database: Database;
	readonly enrolment: DeskEnrolment;
	readonly outbox: Outbox;

	/** What this desk signed lately; laid over the board until the server has told it. */
	own = $state.raw<KeptScan[]>([]);
	counts = $state.raw<Counts>(NONE);
	sending = $state.raw<Sending>({ is: "idle" });
	labelKeys = $state.raw<LabelKeys>(new Map());

	/** What ended the session of who sits here: until it is taken back nothing is signed. */
	end = $state.raw<unknown>(null);

	readonly #sync: Sync;
	#keysAt = 0;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(database: Database, enrolment: DeskEnrolment, person: string) {
		this.database = database;
		this.enrolment = enrolment;
		const signer = { key: enrolment.key, who: person, party: enrolment.office.id };
		this.outbox = new Outbox(database, signer, () => void this.#read());
		this.#sync = new Sync(database, enrolment, this.outbox, (sending) => {
			this.sending = sending;
			if (sending.is === "idle") void this.#readKeys(); // a receipt may have brought newer ones
		});
	}

	async start(): Promise<void> {
		await Promise.all([this.#read(), this.#readKeys()]);
		addEventListener("online", this.#flush);
		// Another tab may have held the sending when this one signed.
		this.#timer = setInterval(() => {
			if (this.counts.pending > 0 && this.sending.is === "idle") this.#flush();
		}, LOOK_MS);
		this.#flush();
	}

	stop(): void {
		removeEventListener("online", this.#flush);
		clearInterval(this.#timer);
		this.#sync.stop();
		this.database.close();
	}

	/** Sign and write down; when this returns nothing can be lost any more. Sending follows. */
	async sign(statement: Statement, hidden: PrivatePart = {}): Promise<KeptScan> {
		if (this.end !== null) throw this.end;
		const about = Object.keys(hidden).length === 0 ? {} : { private: hidden };
		const kept = await this.outbox.keep(statement, about);
		await this.#read();
		this.#flush();
		return kept;
	}

	/** Wait until receipts cover some scans, but not for ever: without network they stay pending. */
	async settled(scans: readonly KeptScan[]): Promise<KeptScan[]> {
		const deadline = Date.now() + PATIENCE_MS;
		for (;;) {
			const now = await Promise.all(scans.map((scan) => this.#kept(scan)));
			if (now.every((scan) => scan.sync !== "pending") || Date.now() > deadline) return now;
			if (this.sending.is === "waiting" && this.sending.why === "offline") return now;
			await new Promise((resolve) => setTimeout(resolve, 60));
		}
	}

	/** Keep a count, and tell it once the server has its check; what cannot be told now waits. */
	async keepTally(api: DeskApi, tally: KeptTally): Promise<void> {
		await this.database.put("kept", [...(await this.#tallies()), tally], "tallies");
		void this.tellTallies(api);
	}

	async tellTallies(api: DeskApi): Promise<void> {
		for (const tally of await this.#tallies()) {
			const check = await this.database.getFromIndex("scans", "id", tally.scan);
			if (check === undefined) continue;
			const [settled] = await this.settled([check]);
			if (settled?.sync === "pending") return;
			try {
				await api.post("tallies", tally);
			} catch (error) {
				if (!(error instanceof Refused) || error.problem.retry !== "never") return;
			}
			const left = (await this.#tallies()).filter((one) => one.scan !== tally.scan);
			await this.database.put("kept", left, "tallies");
		}
	}

	async #tallies(): Promise<KeptTally[]> {
		return ((await this.database.get("kept", "tallies")) as KeptTally[] | undefined) ?? [];
	}

	/** The newest scan that this desk signed of a label, whatever became of it. */
	async newestOf(label: string): Promise<KeptScan | null> {
		const lately = await this.outbox.since(Date.now() - OWN_MS);
		const about = lately.filter((scan) => scan.on.some((on) => "l" in on && on.l === label));
		return about.at(-1) ?? null;
	}

	/** Read a receipt of other scans than one's own; throws if it is not the server's. */
	readReceipt(jws: string): Promise<Receipt> {
		return this.#sync.readReceipt(jws);
	}

	noticeEpoch(epoch: string): Promise<void> {
		return this.#sync.noticeEpoch(epoch);
	}

	async #kept(scan: KeptScan): Promise<KeptScan> {
		return (await this.database.get("scans", scan.seq)) ?? scan;
	}

	#flush = (): void => {
		void this.#sync.flush();
	};

	async #readKeys(): Promise<void> {
		const keys = (await this.database.get("kept", "keys")) as ServerKeys | undefined;
		if (keys === undefined || keys.at === this.#keysAt) return;
		this.#keysAt = keys.at;
		this.labelKeys = await labelKeys(keys);
	}

	async #read(): Promise<void> {
		[this.counts, this.own] = await Promise.all([
			this.outbox.counts(),
			this.outbox.since(Date.now() - OWN_MS),
		]);
	}
}
