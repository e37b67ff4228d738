/** Which rows of a long list are drawn: those in view and some beside; pure. */

export interface Slice {
	from: number;
	to: number;
}

export interface Heights {
	head: number;
	row: number;
}

/** So many rows are drawn beyond either edge, for a finger that is faster than a frame. */
const BESIDE = 12;

/** For groups of so many rows each, one below the other, each with its head: what is in view of each. */
export function slicesOf(
	counts: readonly number[],
	{ head, row }: Heights,
	topPx: number,
	heightPx: number,
): Slice[] {
	let top = 0;
	return counts.map((count) => {
		const begin = top + head;
		top = begin + count * row;
		const from = Math.floor((topPx - begin) / row) - BESIDE;
		const to = Math.ceil((topPx + heightPx - begin) / row) + BESIDE;
		return { from: within(from, count), to: within(to, count) };
	});
}

/** Where a row of a group begins. */
export function topOf(
	counts: readonly number[],
	{ head, row }: Heights,
	group: number,
	no: number,
) {
	const before = counts.slice(0, group).reduce((sum, count) => sum + head + count * row, 0);
	return before + head + no * row;
}

function within(no: number, count: number): number {
	return Math.max(0, Math.min(count, no));
}
