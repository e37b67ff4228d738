/** Who is logged in and where one may work: offices, or a unit that one oversees; pure. */

import type { Answered } from "../shared/shapes";

/** One of the works of the desk page; each has an address of its own. */
export type DeskWork =
	| "intake"
	| "in"
	| "out"
	| "incoming"
	| "held"
	| "results"
	| "decide"
	| "import";

export type Me = Answered["MeOut"];
type Hat = Me["parties"][number];
type Role = Hat["role"];

/** Somewhere to work: the desk of an office, or the view over a unit. */
export interface Workplace {
	kind: "office" | "unit";
	id: string;
	name: string;
	roles: ReadonlySet<Role>;
	/** At whose desk one signs here; null where one only looks. */
	desk: { id: string; name: string } | null;
}

const WORKS: ReadonlySet<Role> = new Set([
	"clerk",
	"officer",
	"supervisor",
	"administrator",
	"auditor",
]);
/** For whom a desk speaks; administrators and auditors sign nothing. */
const SIGNS: readonly Role[] = ["clerk", "officer", "supervisor"];
const ENROLS_DESKS: readonly Role[] = ["clerk", "officer", "supervisor", "administrator"];
const ENROLS_PHONES: readonly Role[] = ["clerk", "supervisor", "administrator"];
const RUNS: readonly Role[] = ["supervisor", "administrator"];

/** Offices first, each once with all roles there; a courier's own hat is no desk. */
export function workplaces(me: Me): Workplace[] {
	const found = new Map<string, Hat[]>();
	for (const hat of me.parties) {
		if (!WORKS.has(hat.role) || (hat.kind !== "office" && hat.kind !== "unit")) continue;
		found.set(hat.id, [...(found.get(hat.id) ?? []), hat]);
	}
	const places = [...found.values()].flatMap((hats) => placeOf(hats) ?? []);
	return places.sort((one, other) => one.kind.localeCompare(other.kind));
}

function placeOf(hats: readonly Hat[]): Workplace | null {
	const [first] = hats;
	if (first === undefined) return null;
	const { id } = first;
	const kind = first.kind === "unit" ? "unit" : "office";
	const name = first.name ?? "";
	const roles = new Set(hats.map(({ role }) => role));
	const signs = SIGNS.some((role) => roles.has(role));
	const own = kind === "unit" ? first.own_office : { id, name };
	return { kind, id, name, roles, desk: signs ? own : null };
}

export function scopeOf(place: Workplace): string {
	return `${place.kind}.${place.id}`;
}

/** Where those whose desk it is learn of devices that join; nobody else may listen there. */
export function deskStreamOf({ desk }: Workplace): string | null {
	return desk === null ? null : `desk.${desk.id}`;
}

/** Whoever works in an office may make a browser its desk; an auditor only looks. */
export function mayEnrolDesk(place: Workplace): boolean {
	return ENROLS_DESKS.some((role) => place.roles.has(role));
}

export function mayEnrolPhone(place: Workplace): boolean {
	return ENROLS_PHONES.some((role) => place.roles.has(role));
}

export function mayRun(place: Workplace): boolean {
	return RUNS.some((role) => place.roles.has(role));
}

/** Whoever has papers in hand here: takes over, hands on, counts, gives out. It needs a desk. */
export function hasPapers(place: Workplace): boolean {
	return place.kind === "office" && (place.roles.has("clerk") || place.roles.has("officer"));
}

export function mayDecide(place: Workplace): boolean {
	return place.kind === "office" && place.roles.has("officer");
}

export function mayTakeIn(place: Workplace): boolean {
	return place.kind === "office" && place.roles.has("clerk");
}

/** As what one sits at a browser: at a desk of the place, before it is one, to run, or to look. */
export function seatAt(place: Workplace, isDesk: boolean): "desk" | "no_desk" | "runs" | "looks" {
	if (isDesk) return "desk";
	if (hasPapers(place)) return "no_desk";
	return mayRun(place) ? "runs" : "looks";
}

/** What the desk page has for somebody here, in the order of its rail; over a unit there is none. */
export function worksOf(place: Workplace): DeskWork[] {
	if (place.kind === "unit") return [];
	const works: DeskWork[] = [];
	if (mayTakeIn(place)) works.push("intake");
	if (hasPapers(place)) works.push("in", "out", "results");
	if (mayDecide(place)) works.push("decide");
	works.push("incoming", "held");
	return place.desk === null ? works : [...works, "import"];
}

/** For an office its clerk or its supervisor says whether a take from here was right. */
export function mayAnswerTakes(place: Workplace): boolean {
	return place.kind === "office" && (place.roles.has("clerk") || place.roles.has("supervisor"));
}
