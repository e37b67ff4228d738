/** Who is logged in and where one may work: offices, or a unit that one oversees; pure. */

type Role =
	| "clerk"
	| "courier"
	| "serves"
	| "supervisor"
	| "officer"
	| "administrator"
	| "auditor";

interface Hat {
	id: string;
	kind: string;
	name: string | null;
	short_name: string | null;
	role: Role;
	from: string;
	until: string | null;
	unit: string | null;
}

export interface Me {
	person: { id: string; name: string; language: string };
	device: string | null;
	office: string | null;
	parties: Hat[];
	now: string;
	epoch: string;
}

/** Somewhere to work: the desk of an office, or the view over a unit. */
export interface Workplace {
	kind: "office" | "unit";
	id: string;
	name: string;
	roles: ReadonlySet<Role>;
}

const WORKS: ReadonlySet<Role> = new Set([
	"clerk",
	"officer",
	"supervisor",
	"administrator",
	"auditor",
]);
const ENROLS: readonly Role[] = ["clerk", "officer", "supervisor", "administrator"];
const RUNS: readonly Role[] = ["supervisor", "administrator"];

/** Offices first, each once with all roles there; a courier's own hat is no desk. */
export function workplaces(me: Me): Workplace[] {
	const found = new Map<string, { place: Workplace; roles: Set<Role> }>();
	for (const hat of me.parties) {
		if (!WORKS.has(hat.role) || (hat.kind !== "office" && hat.kind !== "unit")) continue;
		const before = found.get(hat.id);
		if (before !== undefined) before.roles.add(hat.role);
		else {
			const roles = new Set([hat.role]);
			found.set(hat.id, {
				roles,
				place: { kind: hat.kind, id: hat.id, name: hat.name ?? "", roles },
			});
		}
	}
	const places = [...found.values()].map(({ place }) => place);
	return places.sort((one, other) => one.kind.localeCompare(other.kind));
}

export function scopeOf(place: Workplace): string {
	return `${place.kind}.${place.id}`;
}

/** Whoever works in an office may make a browser its desk; an auditor only looks. */
export function mayEnrolDesk(place: Workplace): boolean {
	return ENROLS.some((role) => place.roles.has(role));
}

export function mayRun(place: Workplace): boolean {
	return RUNS.some((role) => place.roles.has(role));
}

export function mayDecide(place: Workplace): boolean {
	return place.roles.has("officer");
}

export function mayTakeIn(place: Workplace): boolean {
	return place.roles.has("clerk");
}
