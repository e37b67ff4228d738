/** The way of one item as a line from what is ahead down to its first scan; pure. */

import { clock, clockOrDay } from "../shared/format";
import type { Answered, Verdict } from "../shared/shapes";
import { isDoubted, verdictWord } from "./verdicts";
import { m } from "./words/messages";

export type ItemThread = Answered["ThreadOut"];
type ThreadScan = Answered["StepOut"];
type ThreadAhead = Answered["AheadOut"];

export interface ThreadRow {
	id: string;
	/** How the line runs: signed by both, inferred, still ahead, disputed, and where it stands now. */
	kind: "signed" | "inferred" | "ahead" | "disputed" | "now";
	icon: string;
	text: string;
	under: string;
}

const ICONS: Readonly<Record<string, string>> = {
	accept: "arrow-left-right",
	check: "copy-check",
	commission: "stamp",
	confirm: "shield-check",
	deliver: "check",
	deny: "shield-x",
	offer: "arrow-right",
	refuse: "undo-2",
	report_damaged: "ban",
	report_lost: "circle-question-mark",
	resolve: "gavel",
	take: "hand-helping",
	withdraw: "undo-2",
};

/** Acts that note something and are not meant to move anything. */
const NOTES: ReadonlySet<string> = new Set([
	"check",
	"attempt",
	"report_damaged",
	"confirm",
	"deny",
]);
/** What a flag adds to the story; the others are said by other means. */
const DOUBTS: readonly [flag: string, word: () => string][] = [
	["gap", m.doubt_gap],
	["same_person", m.doubt_same_person],
	["no_grant", m.doubt_no_grant],
	["clock", m.doubt_clock],
	["private_missing", m.doubt_private_missing],
	["released", m.doubt_released],
];
const LATE_MS = 60_000;

/** Who has it now, between what is ahead and what was. */
export interface Standing {
	icon: string;
	text: string;
	isDisputed: boolean;
}

/** What is ahead, dotted, the farthest first; who has it now; then the scans, newest first. */
export function rowsOf(
	thread: Pick<ItemThread, "thread" | "ahead" | "verdict">,
	standing: Standing | null,
	now: number,
): ThreadRow[] {
	const ahead = [...thread.ahead].reverse().map((stop, index) => aheadRow(stop, index === 0, now));
	const delivery = thread.thread.findLast((scan) => scan.act === "deliver" && scan.is_effective);
	const withdrawn = withdrawnIn(thread.thread);
	const scans = withoutAnswered(thread.thread).map((scan) => {
		const row = scanRow(scan, scan === delivery ? (thread.verdict ?? null) : null, now);
		const isAgainst = scan.act === "accept" && !scan.is_two_sided && withdrawn.has(scan.scan);
		return isAgainst ? { ...row, text: m.act_accept_withdrawn({ party: partyOf(scan) }) } : row;
	});
	return [...ahead, ...(standing === null ? [] : [standingRow(standing)]), ...scans.reverse()];
}

function standingRow({ icon, text, isDisputed }: Standing): ThreadRow {
	return { id: "now", kind: isDisputed ? "disputed" : "now", icon, text, under: "" };
}

/** What an office has to say something to: what was taken, or accepted, of it by one hand. */
interface ToAnswer {
	scan: string;
	/** Taken without an offer, accepted without one that is known, or after it was withdrawn. */
	is: "take" | "accept" | "withdrawn";
	party: string | null;
}

/** What was taken from an office and it has not answered yet: the newest move, by one hand alone. */
export function takeToAnswer(
	{ thread }: Pick<ItemThread, "thread">,
	office: string,
): ToAnswer | null {
	const moves = thread.filter((scan) => scan.is_effective && !NOTES.has(scan.act));
	const [before, newest] = moves.slice(-2);
	if (newest === undefined || before?.holder_name !== office || newest.is_two_sided) return null;
	const { scan, act, party_name: party } = newest;
	if (act === "accept") return { scan, is: before.act === "withdraw" ? "withdrawn" : act, party };
	return act === "take" || act === "find" ? { scan, is: "take", party } : null;
}

/** When the scan was signed with which an item stands where it does; empty while it is not told. */
export function standsSince(
	{ thread }: Pick<ItemThread, "thread">,
	tip: string | null,
	now: number,
): string {
	const newest = thread.find(({ scan }) => scan === tip);
	return newest === undefined ? "" : whenOf(newest, now);
}

/** The same thread with offices called as on the board, where there is little room. */
export function withShortNames<Told extends Pick<ItemThread, "thread" | "ahead">>(
	thread: Told,
	short: (name: string) => string,
): Told {
	const called = (name: string | null) => (name === null ? null : short(name));
	return {
		...thread,
		thread: thread.thread.map((scan) => ({
			...scan,
			party_name: called(scan.party_name),
			to_name: called(scan.to_name),
			place: called(scan.place),
		})),
		ahead: thread.ahead.map((stop) => ({ ...stop, name: short(stop.name) })),
	};
}

function aheadRow(
	{ office, name, expected_at }: ThreadAhead,
	isLast: boolean,
	now: number,
): ThreadRow {
	const under =
		expected_at === null ? "" : m.thread_expected({ at: clockOrDay(expected_at, now) });
	return { id: office, kind: "ahead", icon: isLast ? "flag" : "building-2", text: name, under };
}

/** An offer that was accepted is told by its accept, which names both where both signed. */
function withoutAnswered(scans: readonly ThreadScan[]): ThreadScan[] {
	return scans.filter((scan, index) => {
		if (scan.act !== "offer" || !scan.is_effective) return true;
		const answer = scans.slice(index + 1).find(endsOffer);
		return answer?.act !== "accept" || !answer.is_two_sided;
	});
}

function endsOffer({ act, is_effective }: ThreadScan): boolean {
	return is_effective && (act === "accept" || act === "withdraw");
}

/** Accepts by one hand of what its giver had withdrawn, as far as the giver's record says. */
function withdrawnIn(scans: readonly ThreadScan[]): ReadonlySet<string> {
	const moves = scans.filter((scan) => scan.is_effective && !NOTES.has(scan.act));
	return new Set(
		moves.flatMap(({ scan }, index) => (moves[index - 1]?.act === "withdraw" ? [scan] : [])),
	);
}

/** `verdict` is of the delivery with which the line ends; all other scans have none. */
function scanRow(scan: ThreadScan, verdict: Verdict | null, now: number): ThreadRow {
	const proof = verdict === null ? "" : verdictWord(verdict);
	const under = [whenOf(scan, now), placeOf(scan), proof, ...doubts(scan, verdict)];
	return {
		id: scan.scan,
		kind: isDoubted(verdict) ? "inferred" : kindOf(scan),
		icon: ICONS[scan.act] ?? "scan-line",
		text: sentenceOf(scan),
		under: under.filter(Boolean).join(" · "),
	};
}

function kindOf(scan: ThreadScan): ThreadRow["kind"] {
	if (scan.state === "disputed" || scan.act === "deny") return "disputed";
	const moves = scan.act === "accept" || scan.act === "take" || scan.act === "find";
	if (NOTES.has(scan.act)) return "signed";
	return !scan.is_effective || (moves && !scan.is_two_sided) ? "inferred" : "signed";
}

function partyOf({ party_name }: ThreadScan): string {
	return party_name ?? m.party_unknown();
}

function sentenceOf(scan: ThreadScan): string {
	const party = partyOf(scan);
	const to = scan.to_name ?? m.bearer();
	switch (scan.act) {
		case "commission":
			return m.act_commission({ party });
		case "offer":
			return m.act_offer({ party, to });
		case "accept":
			return scan.is_two_sided ? m.act_accept({ party }) : m.act_accept_alone({ party });
		case "take":
		case "find":
			return scan.is_two_sided ? m.act_take_confirmed({ party }) : m.act_take({ party });
		case "deliver":
			return m.act_deliver({ party });
		case "check":
			return m.act_check({ party });
		case "refuse":
			return m.act_refuse({ party });
		case "withdraw":
			return m.act_withdraw({ party });
		case "confirm":
			return scan.state === "delivered"
				? m.act_confirm_delivery({ party })
				: m.act_confirm({ party });
		case "deny":
			return m.act_deny({ party });
		case "resolve":
			return m.act_resolve({ party, to });
		case "attempt":
			return m.act_attempt({ party });
		case "report_lost":
			return m.act_report_lost({ party });
		case "report_damaged":
			return m.act_report_damaged({ party });
		default:
			return m.act_other({ party, act: scan.act });
	}
}

/** The clock where the phone's lies inside what is proven, else from when to when. */
function whenOf({ at }: ThreadScan, now: number): string {
	if (at.printed !== null) return clockOrDay(at.printed, now);
	return m.from_until({ from: clockOrDay(at.earliest, now), until: clockOrDay(at.latest, now) });
}

function placeOf({ place }: ThreadScan): string {
	return place === null ? "" : m.at_place({ place });
}

function doubts(scan: ThreadScan, verdict: Verdict | null): string[] {
	const said: string[] = [];
	if (!scan.is_effective && !NOTES.has(scan.act)) said.push(m.doubt_no_effect());
	// A delivery without proof is unconfirmed for that alone, which its verdict says.
	if (scan.flags.includes("unconfirmed") && !isDoubted(verdict)) said.push(m.doubt_unconfirmed());
	if (scan.typed) said.push(m.doubt_typed());
	for (const [flag, word] of DOUBTS) if (scan.flags.includes(flag)) said.push(word());
	const lag = Date.parse(scan.received_at) - Date.parse(scan.at.printed ?? scan.at.latest);
	if (lag > LATE_MS) said.push(m.doubt_offline({ at: clock(scan.received_at) }));
	return said;
}
