/** A word by which its owner and a supervisor know a phone again in a list. */

interface Hints {
	getHighEntropyValues(names: string[]): Promise<{ model?: string; platformVersion?: string }>;
	platform: string;
}

const LONGEST = 120;
/** What browsers write where they do not tell: a placeholder for the model, and the family. */
const EMPTY: ReadonlySet<string> = new Set(["K", "Linux", "X11", "U", "wv"]);

export async function modelName(
	browser: { userAgent: string; userAgentData?: Hints } = navigator,
): Promise<string> {
	const hinted = await hintedName(browser.userAgentData);
	return (hinted ?? namedIn(browser.userAgent)).slice(0, LONGEST);
}

/** Chromium tells the model only when it is asked for. */
async function hintedName(hints: Hints | undefined): Promise<string | null> {
	if (hints === undefined) return null;
	try {
		const asked = ["model", "platformVersion"];
		const { model, platformVersion } = await hints.getHighEntropyValues(asked);
		if (!model) return null;
		const major = platformVersion?.split(".")[0] ?? "";
		return `${model}, ${hints.platform} ${major}`.trim();
	} catch {
		return null; // not allowed on this page: the older way says something, too
	}
}

function namedIn(userAgent: string): string {
	const listed = /\(([^)]+)\)/.exec(userAgent)?.[1] ?? "";
	const words = listed.split(";").map((word) => word.trim());
	const telling = words.filter((word) => word !== "" && !EMPTY.has(word));
	return telling.length === 0 ? "phone" : telling.join(", ");
}
