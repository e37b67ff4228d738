/** For tests: one valid thing a call, as the API tells it. */

import type { KeptScan } from "../shared/device/database";
import type { KnownItem } from "../shared/handoff/overlay";
import type { BoardItem } from "../shared/shapes";
import { USUAL_CALENDAR } from "../shared/working_time";
import type { BoardCourier, BoardOffice, BoardSnapshot } from "./board";
import type { Me } from "./workplace";

export const OFFICE = "7e982513-2d67-5fa5-92cc-49e56572e271";
export const CENTRE = "0a4e6f6e-6d2b-4f5c-9a50-0a4e6f6e6d2b";
export const COURIER = "2f6d2a10-93f5-4b87-8a3e-2f6d2a1093f5";
export const LABEL = "B2nmYCYo-kCrgPprVya3vA";
export const TIP = "tip-1";

type Hat = Me["parties"][number];

export function hat(changes: Partial<Hat> & Pick<Hat, "role">): Hat {
	return {
		...{ id: OFFICE, kind: "office", name: "Bộ phận Một cửa xã Phú Ninh" },
		...{ short_name: "Một cửa Phú Ninh", from: "2020-01-01T00:00:00.000+07:00", until: null },
		...{ unit: "u", own_office: null },
		...changes,
	};
}

export function me(...parties: Hat[]): Me {
	return {
		person: { id: "sen", name: "Nguyễn Thị Sen", language: "vi" },
		...{ device: null, office: null, parties },
		...{ now: "2020-05-27T10:30:00.000+07:00", epoch: "0123456789abcdef" },
	};
}

export function item(changes: Partial<BoardItem> = {}): BoardItem {
	return {
		subject: "c6a7bb6d-0f43-4c5e-8f2f-c6a7bb6d0f43",
		rev: 10,
		kind: "item",
		code: "000.00.14.H20-200527-0031",
		dossier: "036d6cf5-2c74-4709-8d5b-d787a3a4f1a0",
		direction: "out",
		procedure: "Cấp giấy phép xuất bản tài liệu không kinh doanh",
		field_code: "information_communications",
		origin: OFFICE,
		destination: CENTRE,
		goes_to_door: false,
		next: CENTRE,
		due_at: "2020-06-05T16:30:00.000+07:00",
		business_state: "accepted",
		seal: "PN 000238",
		labels: [{ id: LABEL, code: "7K3M9QXT2H4", is_void: false }],
		paper_count: 3,
		state: "held",
		holder: OFFICE,
		holder_kind: "office",
		offeree: null,
		claimants: [],
		certainty: "verified",
		flags: [],
		tip: TIP,
		earliest: "2020-05-27T08:21:00.000+07:00",
		latest: "2020-05-27T08:21:01.000+07:00",
		scan: TIP,
		cases: 0,
		verdict: null,
		...changes,
	};
}

export function knownItem(changes: Partial<KnownItem> = {}): KnownItem {
	const told = item(changes);
	return { ...told, basis: told.tip, sync: null, ...changes };
}

export function office(changes: Partial<BoardOffice> = {}): BoardOffice {
	return {
		...{ id: OFFICE, name: "Bộ phận Một cửa xã Phú Ninh", short_name: "Một cửa Phú Ninh" },
		...{ kind: "one_stop", level: "commune", lat_e7: 106_600_000, lon_e7: 1_053_900_000 },
		...{ unit: "u" },
		...changes,
	};
}

export function courier(changes: Partial<BoardCourier> = {}): BoardCourier {
	return {
		...{ id: COURIER, call_sign: "TN-02", on_shift: true, lat_e7: null, lon_e7: null },
		...{ accuracy_m: null, at: null, heading_deg: null, site: null, route: null, calls: [] },
		...changes,
	};
}

export function snapshot(): BoardSnapshot {
	return {
		...{ stream: `office.${OFFICE}`, epoch: "0123456789abcdef", position: 7 },
		now: "2020-05-27T10:30:00.000+07:00",
		offices: [office()],
		couriers: [courier()],
		items: [item()],
		calendar: USUAL_CALENDAR,
	};
}

export function ownScan(changes: Partial<KeptScan> = {}): KeptScan {
	return {
		...{ seq: 0, id: "own-1", jws: "", act: "offer", on: [{ l: LABEL, b: TIP }] },
		...{ keptMs: 0, sync: "pending", party: OFFICE },
		...changes,
	};
}
