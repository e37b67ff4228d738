/** What the server noted of a scan that it took, and what its signer can do about it. */

import type { KeptScan } from "../shared/device/database";
import { m } from "./words/messages";

/** The others are told where they matter (a doubt, a dispute), or ask nothing of the courier. */
const WORDS = {
	no_grant: m.flag_no_grant,
	label_void: m.flag_label_void,
	unbound_label: m.flag_unbound_label,
	ambiguous_code: m.flag_ambiguous_code,
	wrong_kind: m.flag_wrong_kind,
	private_missing: m.flag_private_missing,
} as const satisfies Record<string, () => string>;

type Noted = keyof typeof WORDS;

/** The first thing noted of a scan that asks for somebody's eyes; null if there is none. */
export function noteOf(scan: KeptScan): string | null {
	if (scan.sync !== "safe") return null;
	const noted = scan.flags?.find((flag): flag is Noted => flag in WORDS);
	return noted === undefined ? null : WORDS[noted]();
}
