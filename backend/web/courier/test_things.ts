/** For tests: one valid thing a call, as the phone knows it. */

import type { KeptScan } from "../shared/device/database";
import type { KnownDayItem } from "./day";

export const PARTY = "00000000-0000-4000-8000-000000000002";
export const CITIZEN = "00000000-0000-4000-8000-000000000003";
export const LABEL = "B2nmYCYo-kCrgPprVya3vA";

export function toTheDoor(changes: Partial<KnownDayItem> = {}): KnownDayItem {
	return {
		...{ subject: "c6a7bb6d-0f43-4c5e-8f2f-c6a7bb6d0f43", rev: 10, kind: "item" },
		...{ code: "000.00.14.H20-200527-0031", dossier: "d", direction: "back" },
		...{ procedure: "Đăng ký khai sinh", field_code: "justice", origin: "o", destination: "o" },
		...{ goes_to_door: true, next: null, due_at: "2026-05-27T16:30:00+07:00" },
		...{ business_state: "resolved", seal: "", paper_count: 1, state: "held", holder: PARTY },
		labels: [{ id: LABEL, code: "7K3M9QXT2H4", is_void: false }],
		...{ holder_kind: "courier", offeree: null, claimants: [], certainty: "verified", flags: [] },
		...{ tip: "tip", earliest: null, latest: null, scan: "tip", cases: 0, papers: [] },
		verdict: null,
		...{ destination_name: "", next_name: null, origin_name: "", address: "Ấp 2" },
		...{ recipient: CITIZEN, seenMs: 0, basis: "tip", sync: null },
		...changes,
	};
}

export function delivery(changes: Partial<KeptScan> = {}): KeptScan {
	return {
		...{
			seq: 0,
			id: "own",
			jws: "",
			party: PARTY,
			act: "deliver",
			on: [{ l: LABEL }],
			to: CITIZEN,
		},
		...{ keptMs: 0, sync: "safe" },
		...changes,
	};
}
