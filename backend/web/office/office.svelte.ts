/** The one state of the page: who works where, what the board shows, what is selected. */

import { getContext, setContext } from "svelte";
import { Refused } from "../shared/device/api";
import { nowMs } from "../shared/device/clock";
import type { Trouble } from "../shared/device/connection";
import { Desk } from "./desk.svelte";
import { DeskApi, isNoDesk, type ShutOut } from "./desk_api";
import { Devices } from "./devices.svelte";
import { type DeskEnrolment, keptEnrolment, openDesk } from "./enrol";
import { KnownBoard } from "./known_board";
import { LiveBoard } from "./live.svelte";
import { Queues } from "./queues";
import { Tabs } from "./tabs";
import { Tallies } from "./tallies";
import { deskStreamOf, hasPapers, type Me, mayRun, scopeOf, type Workplace } from "./workplace";

/** As the server says it, which need not be asked where another tab has told. */
const ANOTHER_PERSON = new Refused({
	...{ type: "about:blank", title: "", status: 403, code: "another_person", retry: "never" },
});

const OFFICE = Symbol("office");

export function setOffice(office: Office): void {
	setContext(OFFICE, office);
}

/** Null on pages before anybody has chosen where to work. */
export function findOffice(): Office | null {
	return getContext<Office | undefined>(OFFICE) ?? null;
}

export function getOffice(): Office {
	const office = findOffice();
	if (office === null) throw new Error("no office");
	return office;
}

/** The desk, on pages that are shown at one only. */
export function getDesk(): Desk {
	const { desk } = getOffice();
	if (desk === null) throw new Error("no desk");
	return desk;
}

export class Office {
	readonly me: Me;
	readonly place: Workplace;
	/** Null: this browser is no desk of the place, or one signs nothing there. */
	readonly desk: Desk | null;
	readonly api: DeskApi;
	readonly devices: Devices;
	/** Null without a desk. */
	readonly tallies: Tallies | null;
	readonly live: LiveBoard;

	#tabs: Tabs | null = null;
	#stopWatching: (() => void) | undefined;

	/** The item that map, board, search and panel all show. */
	selected = $state<string | null>(null);
	shutOut = $state<ShutOut | null>(null);
	/** Whom the screen shows is logged in no more: what is written stays, and nothing can be done. */
	isOver = $derived(this.shutOut === "logged_out" || this.shutOut === "another_person");
	readonly #known: KnownBoard;
	readonly #queues: Queues;
	/** How often what is known of items has changed. */
	#changes = $state(0);

	constructor(me: Me, place: Workplace, desk: Desk | null) {
		this.me = me;
		this.place = place;
		this.desk = desk;
		const seat = { person: me.person.id, key: desk?.enrolment.key ?? null };
		this.api = new DeskApi(seat, (why, error) => this.#end(why, error));
		this.tallies = desk && new Tallies(desk.database, this.api);
		const own = desk?.enrolment.key.id ?? null;
		this.devices = new Devices({
			api: this.api,
			mayRun: mayRun(place),
			office: place.desk?.id ?? null,
			own,
		});
		const streams = { scope: scopeOf(place), desk: deskStreamOf(place) };
		this.live = new LiveBoard(this.api, streams, this.devices, (epoch) => {
			void desk?.noticeEpoch(epoch);
		});
		const party = place.desk?.id ?? place.id;
		this.#known = new KnownBoard(this.live.board, { party, kind: "office" });
		this.#queues = new Queues(this.#known, place.id);
		this.#known.read(this.#queues);
		this.#known.read({ changed: () => this.#noteChange(), reset: () => this.#noteChange() });
		this.live.read({
			changed: (subject) => this.#known.changed(subject, nowMs()),
			reset: () => this.#known.reset(nowMs()),
			tick: (now) => this.#known.tick(now),
		});
		if (desk !== null) desk.onown = () => this.#known.scanned(desk.own, nowMs());
	}

	/** What the board tells, and what this desk has signed since. */
	get known(): KnownBoard {
		void this.#changes;
		return this.#known;
	}

	/** What waits at this office; of a unit nothing does. */
	get queues(): Queues {
		void this.#changes;
		return this.#queues;
	}

	async start(): Promise<void> {
		this.#tabs = new Tabs(this.me.person.id, (isSame) => this.#hearTab(isSame));
		document.addEventListener("visibilitychange", this.#look);
		await this.desk?.start();
		void this.tallies?.tell();
		this.#stopWatching = this.desk?.watch(() => void this.tallies?.tell());
		if (!this.isOpen) return;
		this.live.start(); // a desk's stream brings the devices with it
		if (this.place.desk === null) void this.devices.load();
	}

	/** Whoever has papers in hand works at a desk only; who looks needs none. */
	get isOpen(): boolean {
		return this.desk !== null || !hasPapers(this.place);
	}

	stop(): void {
		this.#tabs?.close();
		document.removeEventListener("visibilitychange", this.#look);
		this.#stopWatching?.();
		this.live.stop();
		this.desk?.stop();
	}

	select(item: { subject: string }): void {
		this.selected = item.subject;
	}

	/** How the board calls what is elsewhere called by its full name. */
	shortName(name: string): string {
		for (const office of this.live.offices.values()) {
			if (office.name === name) return office.short_name;
		}
		return name;
	}

	nameOf(party: string | null): string | null {
		if (party === null) return null;
		const { offices, couriers } = this.live;
		return offices.get(party)?.short_name ?? couriers.get(party)?.call_sign ?? null;
	}

	/** A call that was under way does not make less of the end of the session. */
	#end(why: ShutOut, error: unknown): void {
		if (this.isOver && why === "unknown_desk") return;
		this.shutOut = why;
		if (this.isOver && this.desk !== null) this.desk.end = error;
	}

	/** Another tab shows whom it was opened for: if that is somebody else, nothing is signed here. */
	#hearTab(isSame: boolean): void {
		if (isSame) void this.#look();
		else this.#end("another_person", ANOTHER_PERSON);
	}

	/**
	 * Whoever comes back to the page is asked for: another person may have logged in meanwhile, or
	 * the same one again, who goes on with what he was writing.
	 */
	#look = async (): Promise<void> => {
		if (document.visibilityState !== "visible") return;
		if (!this.isOver) {
			void this.api.get("me").catch(() => {}); // who is shut out is told by the call itself
			return;
		}
		if (!(await this.api.isBack())) return;
		this.shutOut = null;
		if (this.desk !== null) this.desk.end = null;
	};

	#noteChange(): void {
		this.#changes += 1;
	}
}

/** A desk that was revoked has to be enrolled anew; without an answer it is believed. */
async function isKnown(enrolment: DeskEnrolment, me: Me): Promise<boolean> {
	try {
		await new DeskApi({ person: me.person.id, key: enrolment.key }).get("me");
		return true;
	} catch (error) {
		return !isNoDesk(error);
	}
}

/** Open a workplace, with this browser as its desk if it is one. */
export async function openOffice(
	me: Me,
	place: Workplace,
	told?: (trouble: Trouble | null) => void,
): Promise<Office> {
	if (place.desk === null) return new Office(me, place, null);
	const database = await openDesk(place.desk.id, told);
	const enrolment = await keptEnrolment(database);
	if (enrolment === null || !(await isKnown(enrolment, me))) {
		database.close();
		return new Office(me, place, null);
	}
	return new Office(me, place, new Desk(database, enrolment, me.person.id));
}
