/** For tests: what Telex and VNI make of a scanner's keys, as UniKey does, a word at a time. */

interface Letter {
	key: string;
	marks: string[];
}

const TONES = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
const [HAT, BREVE, HORN] = ["\u0302", "\u0306", "\u031b"];

export function telex(text: string): string {
	return byWord(text, (word, key) => {
		const tone = TONES["SFRXJ".indexOf(key)];
		if (tone !== undefined) return onVowel(word, tone);
		if ("AEO".includes(key)) return onEarlier(word, HAT, (one) => one.key === key);
		if (key === "D") return onEarlier(word, "đ", (one) => one.key === "D");
		if (key !== "W") return false;
		const last = word.findLast(({ key: one }) => "AOU".includes(one));
		if (last !== undefined)
			return onEarlier(word, last.key === "A" ? BREVE : HORN, (one) => one === last);
		word.push({ key: "U", marks: [HORN] });
		return true;
	});
}

export function vni(text: string): string {
	return byWord(text, (word, key) => {
		const tone = TONES["12345".indexOf(key)];
		if (tone !== undefined) return onVowel(word, tone);
		const marks: Record<string, [string, string]> = {
			...{ "6": ["AEO", HAT], "7": ["OU", HORN], "8": ["A", BREVE], "9": ["D", "đ"] },
		};
		const [letters = "", mark = ""] = marks[key] ?? [];
		return letters !== "" && onEarlier(word, mark, (one) => letters.includes(one.key));
	});
}

/** As far as a word may become a syllable of Vietnamese; behind that it is left alone. */
const SYLLABLE =
	/^(?:B|CH?|D|GH?|H|KH?|L|M|N(?:GH?|H)?|PH?|Q|R|S|T[HR]?|V|X)?[AEIOUY]{0,3}(?:CH?|M|N[GH]?|P|T)?$/;

function byWord(text: string, take: (word: Letter[], key: string) => boolean): string {
	let shown = "";
	let word: Letter[] = [];
	for (const key of text) {
		const isSyllable = SYLLABLE.test(word.map((one) => one.key).join(""));
		if (isSyllable && take(word, key)) continue;
		word.push({ key, marks: [] });
		if (/[A-Z]/.test(key)) continue;
		shown += written(word);
		word = [];
	}
	return shown + written(word);
}

/** A tone goes to the last vowel; another one takes its place, the same one takes it back. */
function onVowel(word: Letter[], tone: string): boolean {
	const vowel = word.findLast(({ key: one }) => "AEIOUY".includes(one));
	if (vowel === undefined) return false;
	const before = vowel.marks.find((mark) => TONES.includes(mark));
	vowel.marks = vowel.marks.filter((mark) => mark !== before);
	if (before === tone) return false;
	vowel.marks.push(tone);
	return true;
}

function onEarlier(word: Letter[], mark: string, isIt: (letter: Letter) => boolean): boolean {
	const letter = word.findLast(isIt);
	if (letter === undefined) return false;
	const isBack = letter.marks.includes(mark);
	letter.marks = letter.marks.filter((one) => one !== mark);
	if (isBack) return false;
	letter.marks = letter.marks.filter((one) => ![HAT, BREVE, HORN].includes(one));
	letter.marks.push(mark);
	return true;
}

function written(word: readonly Letter[]): string {
	return word
		.map(({ key, marks }) =>
			marks.includes("đ") ? "Đ" : `${key}${marks.toSorted().join("")}`.normalize("NFC"),
		)
		.join("");
}
