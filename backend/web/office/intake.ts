/** The draft of an intake: what the clerk has so far, and what the server is told of it; pure. */

import type { Answered } from "../shared/shapes";
import { ALL_KINDS, type PaperKind } from "./papers";

export type Procedure = Answered["ProcedureOut"];
export type Sent = Answered["SentOut"];

export interface DraftPaper {
	name: string;
	/** How many of each kind lie on the counter. */
	counts: Record<PaperKind, number>;
	/** What the procedure asks for. */
	asked: { kind: PaperKind; count: number; isRequired: boolean } | null;
}

export interface Draft {
	requestId: string;
	openedMs: number;
	procedure: string | null;
	applicant: { name: string; phone: string; identity: string; address: string };
	papers: DraftPaper[];
	toDoor: boolean;
	channel: "counter" | "public_post";
	/** A blank label from the roll, scanned or typed; empty: a new one is printed. */
	label: string;
	seal: string;
	/** It was sent, and nobody knows what became of it: the dossier may have been made. */
	isTried: boolean;
	/** What the server answered: from here on only the signature and the papers are missing. */
	sent: Sent | null;
	/** The commission's number in the outbox, once signed. */
	scan: number | null;
	/** A slip has come out: from here on nothing is missing, and each more ends the one before. */
	isPrinted: boolean;
}

export type Missing = "procedure" | "name" | "address" | "papers" | "phone" | "identity";

const MOST = 99;

export function newDraft(nowMs: number): Draft {
	return {
		requestId: crypto.randomUUID(),
		openedMs: nowMs,
		procedure: null,
		applicant: { name: "", phone: "", identity: "", address: "" },
		papers: [],
		toDoor: false,
		channel: "counter",
		label: "",
		seal: "",
		isTried: false,
		sent: null,
		scan: null,
		isPrinted: false,
	};
}

export function withProcedure(draft: Draft, procedure: Procedure): Draft {
	if (draft.procedure === procedure.id) return draft;
	return { ...draft, procedure: procedure.id, papers: procedure.papers.map(draftPaper) };
}

function draftPaper({ name, kind, count, is_required }: Procedure["papers"][number]): DraftPaper {
	return { name, counts: none(), asked: { kind, count, isRequired: is_required } };
}

export function extraPaper(name: string): DraftPaper {
	return { name, counts: { ...none(), original: 1 }, asked: null };
}

function none(): DraftPaper["counts"] {
	return { original: 0, certified: 0, copy: 0, electronic: 0 };
}

export function counted(
	paper: DraftPaper,
	kind: keyof DraftPaper["counts"],
	by: number,
): DraftPaper {
	const count = Math.max(0, Math.min(MOST, paper.counts[kind] + by));
	return { ...paper, counts: { ...paper.counts, [kind]: count } };
}

/** All that is asked for is there: one key for the usual case. */
export function complete(paper: DraftPaper): DraftPaper {
	const { asked } = paper;
	if (asked === null) return paper;
	return { ...paper, counts: { ...none(), [asked.kind]: asked.count } };
}

function has(paper: DraftPaper): number {
	return Object.values(paper.counts).reduce((sum, count) => sum + count, 0);
}

/** Enough, too few, or not asked for and not there. */
export function standingOf(paper: DraftPaper): "enough" | "short" | "none" {
	const wanted = paper.asked?.isRequired ? paper.asked.count : 1;
	if (has(paper) >= wanted) return "enough";
	return paper.asked?.isRequired ? "short" : "none";
}

/** What keeps the draft from being taken in; papers that are short are told, and do not. */
export function missingIn(draft: Draft): Missing[] {
	const { name, phone, identity, address } = draft.applicant;
	const missing: Missing[] = [];
	if (draft.procedure === null) missing.push("procedure");
	if (name.trim() === "") missing.push("name");
	if (phone !== "" && !/^\+?[0-9]{8,14}$/.test(figures(phone))) missing.push("phone");
	if (identity !== "" && !/^[0-9A-Z]{8,14}$/.test(figures(identity))) missing.push("identity");
	if (draft.toDoor && address.trim() === "") missing.push("address");
	if (!draft.papers.some((paper) => has(paper) > 0)) missing.push("papers");
	return missing;
}

export function shortPapers(draft: Draft): DraftPaper[] {
	return draft.papers.filter((paper) => standingOf(paper) === "short");
}

/** What is posted; a paper in two kinds is two lines of the document list. */
export function bodyOf(draft: Draft, procedure: string): Answered["IntakeIn"] {
	const { applicant } = draft;
	const optional = {
		phone: figures(applicant.phone),
		identity: figures(applicant.identity),
		address: applicant.address.trim(),
	};
	return {
		request_id: draft.requestId,
		procedure,
		channel: draft.channel,
		applicant: { name: applicant.name.trim(), ...said(optional) },
		returns_to_door: draft.toDoor,
		papers: linesOf(draft.papers),
		...said({ seal: draft.seal.trim(), label: draft.label.trim() }),
	};
}

export function linesOf(papers: readonly DraftPaper[]): Answered["PaperIn"][] {
	return papers.flatMap(({ name, counts }) =>
		ALL_KINDS.map((kind) => ({ name, kind, count: counts[kind] })).filter(
			({ count }) => count > 0,
		),
	);
}

/** Numbers as people write them, with spaces, dots and hyphens. */
function figures(text: string): string {
	return text.replaceAll(/[\s.-]/g, "").toUpperCase();
}

function said(members: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(members).filter(([, text]) => text !== ""));
}
