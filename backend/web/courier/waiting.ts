/** Why what waits is not there yet, in the words of the outbox. */

import type { Why } from "../shared/device/course";
import type { Sending } from "../shared/device/sync";
import type { Light } from "../shared/feed";
import { m } from "./words/messages";

const WORDS: Readonly<Record<Why, () => string>> = {
	offline: m.outbox_waiting,
	slow: m.outbox_slow,
	foreign: m.outbox_foreign,
	busy: m.outbox_busy,
	refused: m.outbox_refused,
	ill: m.outbox_ill,
	unproven: m.outbox_unproven,
	full: m.outbox_full,
	broken: m.outbox_broken,
};

export function whyOf(sending: Sending, light: Light): string {
	if (sending.is === "waiting") return WORDS[sending.why]();
	return light.is === "offline" ? m.outbox_waiting() : m.outbox_sending();
}
