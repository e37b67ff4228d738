/** The desk's own hand: what it signs for its office, and how far that has come. */

import { type Ask, ask } from "../shared/device/api";
import { exportFiles } from "../shared/device/carrying";
import { type Clock, deviceClock } from "../shared/device/clock";
import type { Database, KeptScan, OfPerson, Owned } from "../shared/device/database";
import type { ExportFile } from "../shared/device/export";
import { type Counts, countsOf, Outbox, withRows } from "../shared/device/outbox";
import { type Sending, Sync } from "../shared/device/sync";
import { labelKeys } from "../shared/keys";
import type { LabelKeys } from "../shared/label";
import type { Receipt } from "../shared/receipt";
import type { PrivatePart, Statement } from "../shared/scan";
import type { DeskEnrolment } from "./enrol";

const OWN_MS = 24 * 3_600_000;
const LOOK_MS = 10_000;
const PATIENCE_MS = 6_000;

export class Desk {
	/** What is kept for who sits here: whoever sits here later reads none of it. */
	readonly mine: Owned<OfPerson>;
	readonly database: Database;
	readonly enrolment: DeskEnrolment;
	readonly outbox: Outbox;

	/** What this desk signed lately; laid over the board until the server has told it. */
	own = $state.raw<KeptScan[]>([]);
	/** Told of every change of it. */
	onown: () => void = () => {};
	counts = $derived<Counts>(countsOf(this.own));
	sending = $state.raw<Sending>({ is: "idle" });
	labelKeys = $state.raw<LabelKeys>(new Map());

	/** What ended the session of who sits here: until it is taken back nothing is signed. */
	end = $state.raw<unknown>(null);

	readonly #sync: Sync;
	readonly #clock: Clock;
	readonly #network: Ask;
	#keysAt = 0;
	/** Who looks again whenever scans have moved. */
	readonly #watching = new Set<() => void>();
	#stopTimer: () => void = () => {};

	constructor(
		database: Database,
		enrolment: DeskEnrolment,
		person: string,
		{ network = ask, clock = deviceClock }: { network?: Ask; clock?: Clock } = {},
	) {
		this.database = database;
		this.enrolment = enrolment;
		this.mine = database.ofPerson(person);
		this.#clock = clock;
		this.#network = network;
		const signer = { key: enrolment.key, who: person, party: enrolment.office.id };
		this.outbox = new Outbox(database, signer, (rows) => this.#show(rows), clock);
		const send = (sending: Sending): void => this.#showSending(sending);
		this.#sync = new Sync(database, enrolment, this.outbox, send, network, clock);
	}

	async start(): Promise<void> {
		[this.own] = await Promise.all([this.outbox.since(this.#fromMs()), this.#readKeys()]);
		this.onown();
		addEventListener("online", this.#flush);
		// Another tab may have been closed while it sent what it had signed.
		this.#stopTimer = this.#clock.every(LOOK_MS, () => {
			if (this.counts.pending > 0 && this.sending.is === "idle") this.#flush();
		});
		this.#flush();
	}

	stop(): void {
		removeEventListener("online", this.#flush);
		this.#stopTimer();
		this.#sync.stop();
		this.outbox.stop();
		this.database.close();
	}

	/** Sign and write down; when this returns nothing can be lost any more. Sending follows. */
	async sign(statement: Statement, hidden: PrivatePart = {}): Promise<KeptScan> {
		if (this.end !== null) throw this.end;
		const about = Object.keys(hidden).length === 0 ? {} : { private: hidden };
		const kept = await this.outbox.keep(statement, about);
		this.#flush();
		return kept;
	}

	/** What only this desk has, as files that the house alone can open. */
	exportFiles(): Promise<ExportFile[]> {
		const { database, enrolment, outbox } = this;
		const nowMs = this.#clock.nowMs();
		return exportFiles({ database, enrolment, outbox, ask: this.#network, nowMs });
	}

	/** Wait until receipts cover some scans, but not for ever: without network they stay pending. */
	async settled(scans: readonly KeptScan[]): Promise<KeptScan[]> {
		const now = () => scans.map((scan) => this.own.find(({ seq }) => seq === scan.seq) ?? scan);
		await new Promise<void>((resolve) => {
			const stopWaiting = this.#clock.after(PATIENCE_MS, () => done());
			const look = (): void => {
				const isOffline = this.sending.is === "waiting" && this.sending.why === "offline";
				if (isOffline || now().every(({ sync }) => sync !== "pending")) done();
			};
			const done = (): void => {
				stopWaiting();
				stopWatching();
				resolve();
			};
			const stopWatching = this.watch(look);
			look();
		});
		return now();
	}

	/** Be told whenever what this desk signed has moved, or its sending; returns how to stop. */
	watch(look: () => void): () => void {
		this.#watching.add(look);
		return () => this.#watching.delete(look);
	}

	/** Read a receipt of other scans than one's own; throws if it is not the server's. */
	readReceipt(jws: string): Promise<Receipt> {
		return this.#sync.readReceipt(jws);
	}

	noticeEpoch(epoch: string): Promise<void> {
		return this.#sync.noticeEpoch(epoch);
	}

	#kept() {
		return this.database.ofDevice(this.enrolment.key.id);
	}

	#flush = (): void => {
		void this.#sync.flush();
	};

	async #readKeys(): Promise<void> {
		const keys = await this.#kept().get("keys");
		if (keys === undefined || keys.at === this.#keysAt) return;
		this.#keysAt = keys.at;
		this.labelKeys = await labelKeys(keys);
	}

	#show(rows: readonly KeptScan[]): void {
		this.own = withRows(this.own, rows, this.#fromMs());
		this.onown();
		this.#look();
	}

	#showSending(sending: Sending): void {
		this.sending = sending;
		this.#look();
		if (sending.is === "idle") void this.#readKeys(); // a receipt may have brought newer ones
	}

	#look(): void {
		for (const look of this.#watching) look();
	}

	#fromMs(): number {
		return this.#clock.nowMs() - OWN_MS;
	}
}
