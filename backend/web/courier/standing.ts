/** How far everything has come that was signed here: what the outbox may say, and in which order. */

import { isUnproven } from "../shared/delivery_told";
import { isOnlyHere, type KeptScan } from "../shared/device/database";
import type { Verdict } from "../shared/shapes";
import { notesOf } from "./flagged";

export interface Standing {
	/** Known to be nowhere else than on this phone, whatever the reason. */
	here: KeptScan[];
	/** Of those: what goes next. */
	queued: KeptScan[];
	/** Its request was not taken; it waits, and the others go on. */
	aside: KeptScan[];
	/** The server did not keep it. */
	notKept: KeptScan[];
	/** The server does not know the phone that signed it. */
	unknown: KeptScan[];
	/** There, and not weighed yet. */
	unfolded: KeptScan[];
	/** The server keeps the original for a person to see; only a receipt says so. */
	person: KeptScan[];
	/** There, and the proof is missing. */
	unproven: KeptScan[];
	/** There, with something that its signer should know. */
	noted: KeptScan[];
	/** Nothing at all is left to be said or done. */
	isAllSafe: boolean;
}

export function standingOf(
	own: readonly KeptScan[],
	verdicts: ReadonlyMap<string, Verdict>,
): Standing {
	const here = own.filter(({ sync }) => isOnlyHere(sync));
	const [queued, waiting] = parted(here, isQueued);
	const [aside, refused] = parted(waiting, ({ sync }) => sync === "aside");
	const [unknown, notKept] = parted(refused, ({ reason }) => reason === "unknown_device");
	const unfolded = own.filter(({ sync }) => sync === "unfolded");
	const person = own.filter(({ sync }) => sync === "person");
	const [unproven, others] = parted(own, (scan) =>
		isUnproven(scan, verdicts.get(scan.id) ?? null),
	);
	const noted = others.filter((scan) => notesOf(scan).length > 0);
	const said = [here, unfolded, person, unproven, noted];
	return {
		...{ here, queued, aside, notKept, unknown, unfolded, person, unproven, noted },
		isAllSafe: said.every((list) => list.length === 0),
	};
}

/** Never offered yet, or sent back to the queue by a person. */
function isQueued({ sync, againMs }: KeptScan): boolean {
	return sync === "pending" || againMs === 0;
}

function parted<One>(all: readonly One[], isFirst: (one: One) => boolean): [One[], One[]] {
	return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
