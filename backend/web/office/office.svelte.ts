/** The one state of the page: who works where, what the board shows, what is selected. */

import { createContext } from "svelte";
import { nowMs } from "../shared/device/clock";
import type { Trouble } from "../shared/device/connection";
import { Desk } from "./desk.svelte";
import { DeskApi, isNoDesk, type ShutOut } from "./desk_api";
import { Devices } from "./devices.svelte";
import { type DeskEnrolment, keptEnrolment, openDesk } from "./enrol";
import { type KnownItem, known } from "./known";
import { LiveBoard } from "./live.svelte";
import { deskStreamOf, hasPapers, type Me, mayRun, scopeOf, type Workplace } from "./workplace";

export const [getOffice, setOffice] = createContext<Office>();

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
	readonly live: LiveBoard;

	/** The item that map, board, search and panel all show. */
	selected = $state<string | null>(null);
	shutOut = $state<ShutOut | null>(null);
	/** Whom the screen shows is logged in no more: what is written stays, and nothing can be done. */
	isOver = $derived(this.shutOut === "logged_out" || this.shutOut === "another_person");
	items = $derived.by<KnownItem[]>(() => this.#items());
	byId = $derived(new Map(this.items.map((item) => [item.subject, item])));

	constructor(me: Me, place: Workplace, desk: Desk | null) {
		this.me = me;
		this.place = place;
		this.desk = desk;
		const seat = { person: me.person.id, key: desk?.enrolment.key ?? null };
		this.api = new DeskApi(seat, (why, error) => this.#end(why, error));
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
	}

	async start(): Promise<void> {
		document.addEventListener("visibilitychange", this.#look);
		await this.desk?.start();
		void this.desk?.tellTallies(this.api);
		if (!this.isOpen) return;
		this.live.start(); // a desk's stream brings the devices with it
		if (this.place.desk === null) void this.devices.load();
	}

	/** Whoever has papers in hand works at a desk only; who looks needs none. */
	get isOpen(): boolean {
		return this.desk !== null || !hasPapers(this.place);
	}

	stop(): void {
		document.removeEventListener("visibilitychange", this.#look);
		this.live.stop();
		this.desk?.stop();
	}

	select(item: { subject: string }): void {
		this.selected = item.subject;
	}

	/** How the board calls what is elsewhere called by its full name. */
	shortName(name: string): string {
		for (const office of this.live.board.offices.values()) {
			if (office.name === name) return office.short_name;
		}
		return name;
	}

	nameOf(party: string | null): string | null {
		if (party === null) return null;
		const { offices, couriers } = this.live.board;
		return offices.get(party)?.short_name ?? couriers.get(party)?.call_sign ?? null;
	}

	/** A call that was under way does not make less of the end of the session. */
	#end(why: ShutOut, error: unknown): void {
		if (this.isOver && why === "unknown_desk") return;
		this.shutOut = why;
		if (this.isOver && this.desk !== null) this.desk.end = error;
	}

	/** Whoever comes back from a tab where he logged in again goes on with what he was writing. */
	#look = async (): Promise<void> => {
		if (document.visibilityState !== "visible" || !this.isOver) return;
		if (!(await this.api.isBack())) return;
		this.shutOut = null;
		if (this.desk !== null) this.desk.end = null;
	};

	#items(): KnownItem[] {
		const { desk, live, place } = this;
		const own = desk?.own ?? [];
		const all = [...live.board.items.values()];
		return all.map((item) => known(item, own, place.desk?.id ?? place.id, nowMs()));
	}
}

/** A desk that was revoked has to be enrolled anew; without an answer it is believed. */
async function isKnown(enrolment: DeskEnrolment, me: Me): Promise<boolean> {
	try {
		await new DeskApi({ person: me.person.id, key: enrolment.key }).get<Me>("me");
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
