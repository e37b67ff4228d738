/** What a scan is called in a list: what was done, and where or to whom if the phone knows it. */

import type { KeptScan } from "../shared/device/database";
import { m } from "./words/messages";

export function titleOf(scan: KeptScan, nameOf: (party: string | undefined) => string): string {
	switch (scan.act) {
		case "accept":
		case "take":
			return nameOf(scan.place) === ""
				? m.act_take_any()
				: m.act_take({ place: nameOf(scan.place) });
		case "offer":
			return nameOf(scan.to) === "" ? m.act_offer_any() : m.act_offer({ place: nameOf(scan.to) });
		case "withdraw":
			return m.act_withdraw();
		case "refuse":
			return m.act_refuse();
		case "check":
			return m.act_check();
		case "deliver":
			return m.act_deliver();
		case "attempt":
			return m.act_attempt();
		default:
			return m.act_other();
	}
}
