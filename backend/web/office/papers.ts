/** How papers are counted: originals, certified copies, plain copies; pure. */

import type { Paper } from "../shared/shapes";
import { m } from "./words/messages";

/** In the order of the keys 1, 2, 3. */
export const KINDS = ["original", "certified", "copy"] as const;
export type PaperKind = Paper["kind"];
/** What is sent as a file is counted, and lies on no counter. */
export const ALL_KINDS: readonly PaperKind[] = [...KINDS, "electronic"];

const NAMES: Readonly<Record<PaperKind, () => string>> = {
	original: m.kind_original,
	certified: m.kind_certified,
	copy: m.kind_copy,
	electronic: m.kind_electronic,
};

const COUNTED: Readonly<Record<PaperKind, (said: { count: number }) => string>> = {
	original: m.count_original,
	certified: m.count_certified,
	copy: m.count_copy,
	electronic: m.count_electronic,
};

export function kindName(kind: PaperKind): string {
	return NAMES[kind]();
}

/** «2 bản chính, 1 bản chứng thực». */
export function papersText(papers: readonly Pick<Paper, "kind" | "count">[]): string {
	return ALL_KINDS.map(
		(kind) => [kind, sum(papers.filter((paper) => paper.kind === kind))] as const,
	)
		.filter(([, count]) => count > 0)
		.map(([kind, count]) => COUNTED[kind]({ count }))
		.join(", ");
}

function sum(papers: readonly Pick<Paper, "count">[]): number {
	return papers.reduce((whole, paper) => whole + paper.count, 0);
}
