/** The one state of the app: who this phone is, its day, its outbox, its light. */

import { DeviceApi, learnTime, Refused } from "../shared/device/api";
import { exportFiles } from "../shared/device/carrying";
import { nowMs } from "../shared/device/clock";
import {
	type Database,
	type Enrolment,
	isOnlyHere,
	type KeptScan,
} from "../shared/device/database";
import { type Counts, countsOf, Outbox, withRows } from "../shared/device/outbox";
import { type Sending, Sync } from "../shared/device/sync";
import type { Feed, FeedEntry, Light, Place } from "../shared/feed";
import { isSameDay } from "../shared/format";
import { labelKeys as keysOf } from "../shared/keys";
import type { LabelKeys } from "../shared/label";
import type { PrivatePart, Statement } from "../shared/scan";
import type { CustodyChanged, Problem, Verdict } from "../shared/shapes";
import { verifyKey } from "../shared/signing";
import { WorkingCalendar } from "../shared/working_time";
import { afterCustody, type Day, dayWith, type Today } from "./day";
import { OwnDevices } from "./devices.svelte";
import { Hours } from "./hours.svelte";
import { Mine } from "./mine";
import { ShiftKeeper } from "./shift.svelte";
import { Wiper } from "./wipe.svelte";
import { browserWorld, type World } from "./world";

const OWN_DAYS_MS = 3 * 24 * 3_600_000;
/** Answers that mean: this phone is not, or no longer, a courier's. */
const NO_MORE: ReadonlySet<string> = new Set([
	"revoked_device",
	"undone_device",
	"unknown_device",
]);
const TICKET_DAYS_MS = 30 * 24 * 3_600_000;
const TICK_MS = 5_000;
const REFRESH_MS = 60_000;
const SOON_MS = 600;
/** A socket that is only just opening is no lost signal. */
const SETTLE_MS = 4_000;

declare module "../shared/device/database" {
	interface OfPerson {
		today: Today;
	}
	interface OfDevice {
		/** With which word the server declined this phone. */
		refusal: string;
	}
}

export class Phone {
	readonly database: Database;
	readonly enrolment: Enrolment;
	/** What is kept for the owner of this phone: nobody who has it later reads it. */
	readonly mine: Mine;
	readonly api: DeviceApi;
	readonly outbox: Outbox;
	readonly sync: Sync;
	readonly shift: ShiftKeeper;
	readonly devices: OwnDevices;
	readonly wiper: Wiper;

	/** What the phone keeps has been read; before that no screen can say or offer anything. */
	isLoaded = $state(false);
	today = $state.raw<Today | null>(null);
	own = $state.raw<KeptScan[]>([]);
	/** What only this phone has of those who had it before: sent and exported, and shown to nobody. */
	others = $derived.by(() => this.#others.size);
	counts = $derived<Counts>(countsOf(this.own));
	sending = $state.raw<Sending>({ is: "idle" });
	/** What the socket heard last; a phone without any network need not wait for its silence. */
	heard = $state.raw<Light>({ is: "catching", left: 0 });
	lostMs = $state<number | null>(null);
	light = $derived<Light>(
		this.lostMs === null || this.heard.is === "offline"
			? this.heard
			: { is: "offline", sinceMs: this.lostMs },
	);
	labelKeys = $state.raw<LabelKeys>(new Map());
	/** Since when there is no network, where that may be said. */
	lostSince = $derived.by(() =>
		this.light.is === "offline" ? this.hours.dated(this.light.sinceMs) : null,
	);
	readonly hours: Hours;
	/** The clock of the screens. While nobody has proven the time, all is as of what the server said. */
	now = $derived.by(() =>
		this.hours.isKnown || this.today === null ? this.hours.nowMs : Date.parse(this.today.now),
	);
	/** A socket that has no answer by now is no longer just being opened. */
	isSettled = $state(false);
	/** The server does not know this phone any more: it must join again. */
	isRevoked = $state(false);
	/** A phone that was revoked as stolen carries nothing away any more. */
	mayExport = $state(true);
	/** The last time the day was asked for, no answer came. */
	isUnanswered = $state(false);
	/** What the server has judged of deliveries: by its scan, and of a confirmed one by its item. */
	verdicts = $state.raw<ReadonlyMap<string, Verdict>>(new Map());
	day = $derived<Day | null>(this.today && dayWith(this.today, this.own, nowMs()));
	/** When offices work, as the server told last. */
	calendar = $derived(new WorkingCalendar(this.today?.calendar));

	readonly #world: World;
	readonly #feed: Pick<Feed, "start" | "stop" | "hurry">;
	/** Which of theirs, by their place in the outbox. */
	#others = $state.raw<ReadonlySet<number>>(new Set());
	/** For good: what still comes, an answer or a reading, is shown and written no more. */
	#isStopped = false;
	#stops: (() => void)[] = [];
	#stopSoon: () => void = () => {};
	/** The day as it was kept last; one of another date is shown only if no newer one comes. */
	#kept: Today | null = null;
	/** Questions for the day are numbered: a late answer does not replace that of a later one. */
	#asked = 0;
	#answered = 0;

	constructor(database: Database, enrolment: Enrolment, world: World = browserWorld()) {
		const { key, person, party } = enrolment;
		const { clock, geolocation } = world;
		this.#world = world;
		this.hours = new Hours(world);
		this.database = database;
		this.enrolment = enrolment;
		this.mine = new Mine(database, enrolment);
		this.api = new DeviceApi(database, enrolment, world.ask);
		const signer = { key, who: person.id, party: party.id };
		this.outbox = new Outbox(database, signer, (rows) => this.#showMoved(rows), clock);
		const send = (sending: Sending): void => {
			this.sending = sending;
		};
		this.sync = new Sync(database, enrolment, this.outbox, send, world.ask, clock);
		const { mine, api } = this;
		const shiftWorld = { database, person: person.id, mine, api, clock, geolocation };
		this.shift = new ShiftKeeper(shiftWorld, () => void this.refresh());
		this.devices = new OwnDevices({ mine, api, own: key.id, nowMs });
		this.wiper = new Wiper(
			{ database, enrolment, outbox: this.outbox, ask: world.ask, erase: world.erase },
			() => this.#forget(),
		);
		this.#feed = world.feed([`person.${person.id}`], {
			ticket: (streams) => this.#feedTicket(streams),
			snapshot: () => this.#snapshot(),
			entry: (entry) => this.#hear(entry),
			light: (light) => {
				this.hours.look();
				this.heard = light;
			},
		});
	}

	/** The kept day is shown with one's own scans over it, or it would offer what is long done. */
	async start(): Promise<void> {
		const kept = await this.mine.get("today");
		await this.wiper.resume();
		await this.#readOutbox();
		if (!this.#isStopped) await this.#begin(kept ?? null);
		this.isLoaded = true;
	}

	/** Whoever is stopped while he reads what is kept begins nothing. */
	async #begin(kept: Today | null): Promise<void> {
		await Promise.all([this.shift.resume(), this.devices.resume()]);
		await this.#readLabelKeys(kept);
		if (this.#isStopped) return;
		this.#kept = kept;
		if (kept !== null && isSameDay(Date.parse(kept.now), this.#world.clock.nowMs()))
			this.today = kept;
		const { clock } = this.#world;
		this.#stops = [
			clock.every(TICK_MS, () => {
				this.#look();
			}),
			clock.after(SETTLE_MS, () => {
				this.isSettled = true;
			}),
			clock.every(REFRESH_MS, () => this.#refreshIfBlind()),
			this.#world.listen(() => this.#wake()),
		];
		this.#noteNetwork();
		this.#feed.start();
		if (kept !== null) void this.#forgetOldTickets(kept);
		void this.sync.flush();
		void this.refresh();
	}

	stop(): void {
		this.#isStopped = true;
		for (const stop of this.#stops) stop();
		this.#stopSoon();
		this.#feed.stop();
		this.sync.stop();
		this.outbox.stop();
		this.shift.end();
	}

	/** What only this phone has, as files that the house alone can open. */
	exportFiles() {
		const { database, enrolment, outbox } = this;
		return exportFiles({ database, enrolment, outbox, ask: this.#world.ask, nowMs: nowMs() });
	}

	/** An order to forget everything is proven: nothing is asked for or shown any more. */
	#forget(): void {
		this.stop();
		this.today = null;
		this.#kept = null;
	}

	/** Sign and keep; sending follows by itself and may take days. */
	async sign(statement: Statement, place?: string, hidden: PrivatePart = {}): Promise<KeptScan> {
		const position = this.#privatePosition();
		const told = position === undefined ? hidden : { ...hidden, pos: position };
		const kept = await this.outbox.keep(statement, {
			...(place === undefined ? {} : { place }),
			...(Object.keys(told).length === 0 ? {} : { private: told }),
		});
		void this.sync.flush();
		return kept;
	}

	/** Ask for the day anew; without network the kept one stays, and its age is shown. */
	async refresh(): Promise<void> {
		if (this.#isStopped) return;
		this.isUnanswered = false;
		try {
			await this.#snapshot();
			await this.#noteRefusal(null);
		} catch (error) {
			if (this.#isStopped) return;
			this.isUnanswered = true;
			this.today ??= this.#kept;
			this.shift.unanswered();
			const isOver = error instanceof Refused && NO_MORE.has(error.problem.code);
			if (isOver) await this.#noteRefusal(error.problem);
		}
	}

	/** Joining anew asks which it was; a phone that was revoked asks whether it shall forget all. */
	async #noteRefusal(problem: Problem | null): Promise<void> {
		if (problem === null) {
			if (this.isRevoked) await this.#ofDevice().delete("refusal");
			this.isRevoked = false;
			this.mayExport = true;
			return;
		}
		this.isRevoked = true;
		this.mayExport = problem.may_export !== false;
		await this.#ofDevice().put("refusal", problem.code);
		if (problem.code === "unknown_device") await this.sync.noticeForgotten();
		void this.wiper.ask(this.mayExport);
	}

	#ofDevice() {
		return this.database.ofDevice(this.enrolment.key.id);
	}

	#noteNetwork(): void {
		this.lostMs = this.#world.isOnline() ? null : (this.lostMs ?? this.#world.clock.nowMs());
		this.hours.look();
	}

	#wake(): void {
		this.#noteNetwork();
		this.#look();
		if (this.lostMs !== null || !this.#world.isVisible()) return;
		this.#feed.hurry();
		void this.sync.flush();
		void this.shift.send();
	}

	/** Every age on the screens is as of now, also when the page has slept. */
	#look(): void {
		this.hours.look();
		this.shift.look();
	}

	/** The socket brings every change; without it, look once a minute. */
	#refreshIfBlind(): void {
		// A tab that signed may have been closed before it could send.
		if (this.counts.pending > 0 && this.sending.is === "idle") void this.sync.flush();
		if (this.light.is !== "live" && this.#world.isVisible()) void this.refresh();
	}

	async #snapshot(): Promise<Place> {
		this.#asked += 1;
		const asked = this.#asked;
		const askedMs = nowMs();
		const hearShift = this.shift.asking();
		const answer = learnTime(await this.api.get("today"));
		this.hours.look();
		const place = { epoch: answer.epoch, position: answer.position };
		if (this.#isStopped) return place;
		const items = answer.items.map((item) => ({ ...item, seenMs: askedMs }));
		const isNewest = asked > this.#answered;
		if (isNewest) {
			this.#answered = asked;
			this.#show({ ...answer, items });
			await hearShift(answer.shift);
		}
		if (isNewest) await this.sync.noticeEpoch(answer.epoch);
		await this.devices.ask();
		await this.#learnLabelKeys(answer);
		return place;
	}

	#show(today: Today): void {
		this.today = today;
		void this.mine.put("today", today);
	}

	async #feedTicket(streams: readonly string[]): Promise<string> {
		const { ticket } = await this.api.post("feed-tickets", { streams });
		return ticket;
	}

	/** Custody is laid over the day at once; whatever else changed is asked for once, soon. */
	#hear(entry: FeedEntry): void {
		if (entry.kind === "device.enrolled") void this.devices.ask();
		if (entry.kind === "custody.changed")
			this.#hearVerdict(entry.body as unknown as CustodyChanged);
		const isKnown = this.today?.items.some((item) => item.subject === entry.body.subject) ?? false;
		if (entry.kind === "custody.changed" && isKnown && this.today !== null) {
			this.#show(afterCustody(this.today, entry.body as unknown as CustodyChanged, nowMs()));
		}
		this.#stopSoon();
		this.#stopSoon = this.#world.clock.after(SOON_MS, () => void this.refresh());
	}

	/** A verdict is of the delivery that it names; a confirmed one has a newer node, and its item says so. */
	#hearVerdict({ subject, scan, verdict }: CustodyChanged): void {
		const name = verdict === "confirmed" ? subject : scan;
		if (verdict == null || name === null) return;
		this.verdicts = new Map([...this.verdicts, [name, verdict]]);
	}

	async #readOutbox(): Promise<void> {
		this.own = await this.outbox.since(this.#world.clock.nowMs() - OWN_DAYS_MS);
		this.#noteOthers(await this.outbox.onlyHere());
	}

	/** Only what moved is looked at: a receipt comes often, and much is kept. */
	#showMoved(rows: readonly KeptScan[]): void {
		const own = rows.filter((row) => this.#isOwn(row));
		if (own.length > 0)
			this.own = withRows(this.own, own, this.#world.clock.nowMs() - OWN_DAYS_MS);
		if (own.length < rows.length) this.#noteOthers(rows);
	}

	#noteOthers(rows: readonly KeptScan[]): void {
		const others = new Set(this.#others);
		for (const row of rows) {
			if (!this.#isOwn(row) && isOnlyHere(row.sync)) others.add(row.seq);
			else others.delete(row.seq);
		}
		this.#others = others;
	}

	#isOwn({ party }: KeptScan): boolean {
		return party === this.enrolment.party.id;
	}

	/**
	 * An offer's ticket is of no use once everybody has long scanned something newer. It must be old by
	 * the day that was kept, too: by a clock that is years ahead it would be so at once.
	 */
	async #forgetOldTickets(today: Today): Promise<void> {
		const oldestMs = Math.min(Date.parse(today.now), this.#world.clock.nowMs()) - TICKET_DAYS_MS;
		for (const name of await this.mine.names()) {
			if (!isTicket(name)) continue;
			const ticket = await this.mine.get(name);
			if (ticket !== undefined && ticket.madeMs < oldestMs) await this.mine.delete(name);
		}
	}

	/** Keys that only the day's list names are trusted, too: it came over the pinned origin. */
	async #learnLabelKeys(today: Pick<Today, "label_keys">): Promise<void> {
		const listed = await Promise.all(
			today.label_keys.map(async ({ key_id, jwk }) => [key_id, await verifyKey(jwk)] as const),
		);
		this.labelKeys = new Map([...this.labelKeys, ...listed]);
	}

	async #readLabelKeys(today: Today | null): Promise<void> {
		const kept = await this.#ofDevice().get("keys");
		if (kept !== undefined) this.labelKeys = await keysOf(kept);
		if (today !== null) await this.#learnLabelKeys(today);
	}

	#privatePosition(): PrivatePart["pos"] {
		const position = this.shift.position;
		if (position === null) return undefined;
		const { lat_e7, lon_e7, accuracy_m, atMs } = position;
		return [lat_e7, lon_e7, accuracy_m, Math.max(0, Math.floor(this.#world.clock.nowMs() - atMs))];
	}
}

function isTicket(name: string): name is `ticket:${string}` {
	return name.startsWith("ticket:");
}
