/** What may be said of a delivery that was signed: no more than the server has said of its proof. */

import { isOnlyHere, type KeptScan } from "../shared/device/database";
import type { Verdict } from "../shared/shapes";

type Shown = "pin" | "slip";

export type Told =
	/** On this device only; with something that the server will try, or with nothing. */
	| { is: "kept"; shown: Shown | null }
	| { is: "not_kept" }
	/** Set aside there, for a person. */
	| { is: "person" }
	/** Stored there, and not weighed yet. */
	| { is: "received" }
	| { is: "proven" }
	/** By a supervisor, in place of a proof. */
	| { is: "confirmed" }
	| { is: "bad"; shown: Shown }
	/** Not proven, and not disproven: nothing was shown, or it cannot be tried yet. */
	| { is: "unproven"; shown: Shown | null }
	/** It stands, and something else about it is looked at. */
	| { is: "case" };

export function deliveryTold(scan: KeptScan, verdict: Verdict | null): Told {
	const shown = shownWith(scan);
	if (scan.sync === "pending") return { is: "kept", shown };
	if (isOnlyHere(scan.sync)) return { is: "not_kept" };
	if (scan.sync === "person") return { is: "person" };
	if (scan.sync === "unfolded") return { is: "received" };
	return verdict === null ? byFlags(scan, shown) : byVerdict(verdict, shown);
}

/** Whether a supervisor still has to confirm it, as far as this device has heard. */
export function isUnproven(scan: KeptScan, verdict: Verdict | null): boolean {
	return scan.act === "deliver" && ["bad", "unproven"].includes(deliveryTold(scan, verdict).is);
}

function byVerdict(verdict: Verdict, shown: Shown | null): Told {
	if (verdict === "good" || verdict === "waived") return { is: "proven" };
	if (verdict === "confirmed") return { is: "confirmed" };
	return verdict === "bad" && shown !== null ? { is: "bad", shown } : { is: "unproven", shown };
}

/** A wrong proof opens its case at once; one that is missing opens it after a day. */
function byFlags({ flags, case: opened }: KeptScan, shown: Shown | null): Told {
	if (!flags?.includes("unconfirmed")) {
		return opened === undefined ? { is: "proven" } : { is: "case" };
	}
	const isBad = shown !== null && opened !== undefined;
	return isBad ? { is: "bad", shown } : { is: "unproven", shown };
}

/** What went with it, by its own private part. */
function shownWith({ private: hidden }: KeptScan): Shown | null {
	if (hidden === undefined) return null;
	const { pin, slip } = JSON.parse(hidden) as { pin?: string; slip?: string };
	if (slip !== undefined) return "slip";
	return pin === undefined ? null : "pin";
}
