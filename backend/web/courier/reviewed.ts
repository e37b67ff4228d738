/** What a person looks at: what the server set aside, and what it took and cannot settle by itself. */

import type { KeptScan } from "../shared/device/database";
import type { KnownDayItem } from "./day";
import { tail } from "./parts/said";
import type { Standing } from "./standing";
import { m } from "./words/messages";

export interface Review {
	title: string;
	notes: { kind: "warn" | "case"; icon: string; text: string }[];
}

/** Only what has something to say; `said` names a scan. */
export function reviewed(
	{ person, unproven }: Standing,
	items: readonly KnownDayItem[],
	said: (scan: KeptScan) => { title: string; time: string },
): Review[] {
	const disputed = items.filter(({ state }) => state === "disputed");
	const inCase = items.filter(({ state, cases }) => cases > 0 && state !== "disputed");
	const reviews: Review[] = [
		{
			title: m.outbox_person(),
			notes: person.map((scan) => ofCase("eye", m.person_quarantined(said(scan)))),
		},
		{
			title: m.outbox_looked_at(),
			notes: [
				...unproven.map((scan) => ofProof(m.person_unproven(said(scan)))),
				...disputed.map(({ code }) => ofCase("git-fork", m.person_disputed({ code: tail(code) }))),
				...inCase.map(({ code }) => ofCase("eye", m.person_case({ code: tail(code) }))),
			],
		},
	];
	return reviews.filter(({ notes }) => notes.length > 0);
}

function ofCase(icon: string, text: string) {
	return { kind: "case" as const, icon, text };
}

function ofProof(text: string) {
	return { kind: "warn" as const, icon: "circle-question-mark", text };
}
