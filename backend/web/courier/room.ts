/** What is said of the room that a phone has for what it keeps: the words and the mark agree. */

const LOW_BYTES = 50e6;

interface Room {
	freeBytes: number;
	/** Whether the browser has promised to throw nothing away by itself. */
	isKept: boolean;
	/** How much is on this phone only. */
	waiting: number;
}

export function roomOf({ freeBytes, isKept, waiting }: Room) {
	const keeps = isKept ? "kept" : waiting > 0 ? "loose" : "nothing";
	const is = freeBytes <= LOW_BYTES ? "low" : keeps === "loose" ? "send" : "good";
	return { keeps, is } as const;
}
