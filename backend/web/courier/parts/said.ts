/** Sentences carry light marks: *strong*, [figures], `code`. They are read here, never as HTML. */

export interface Piece {
	is: "text" | "strong" | "num" | "code";
	text: string;
}

const MARKS = /\*([^*]+)\*|\[([^\]]*)\]|`([^`]*)`/g;

/** Split one level of marks; what stands inside `strong` is split again by whoever shows it. */
export function pieces(sentence: string): Piece[] {
	const found: Piece[] = [];
	let end = 0;
	for (const match of sentence.matchAll(MARKS)) {
		const [whole, strong, num, code] = match;
		if (match.index > end) found.push({ is: "text", text: sentence.slice(end, match.index) });
		if (strong !== undefined) found.push({ is: "strong", text: strong });
		else if (num !== undefined) found.push({ is: "num", text: num });
		else found.push({ is: "code", text: code ?? "" });
		end = match.index + whole.length;
	}
	if (end < sentence.length) found.push({ is: "text", text: sentence.slice(end) });
	return found;
}

/** A sentence for a label, which cannot carry marks. */
export function plain(sentence: string): string {
	return sentence.replace(MARKS, (_, strong, num, code) => plain(strong ?? num ?? code ?? ""));
}

/** The last four figures, by which people match; marked so that a sentence shows them as a code. */
export function tail(code: string): string {
	return `\`${code.slice(-4)}\``;
}
