/** Why the server set a scan aside, or did not keep it, in plain words. */

import { m } from "./words/messages";

const WORDS: Readonly<Record<string, () => string>> = {
	bad_signature: m.aside_bad_signature,
	not_stored: m.aside_not_stored,
	revoked: m.aside_revoked,
	schema: m.aside_unreadable,
	too_big: m.aside_unreadable,
	unknown_device: m.aside_unknown_device,
	unknown_version: m.aside_unknown_version,
	unreadable: m.aside_unreadable,
	untold: m.aside_untold,
};

/** A reason of a newer server keeps its own word. */
export function reasonText(why: string): string {
	return WORDS[why]?.() ?? why;
}
