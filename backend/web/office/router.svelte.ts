/** Which page is shown: the fragment of the address, so that the back key works as everywhere. */

export type DeskWork = "intake" | "in" | "out" | "incoming" | "held" | "results" | "decide";
export type Page = { is: "map" } | { is: "desk"; work: DeskWork } | { is: "people" };

const WORKS: readonly string[] = [
	"intake",
	"in",
	"out",
	"incoming",
	"held",
	"results",
	"decide",
] satisfies DeskWork[];

export function hrefOf(page: Page): string {
	return page.is === "desk" ? `#/desk/${page.work}` : `#/${page.is}`;
}

/** Null where the address names no page: the workplace decides with which it begins. */
function pageOf(fragment: string): Page | null {
	const [, name = "", work = ""] = fragment.replace(/^#/, "").split("/");
	if (name === "map" || name === "people") return { is: name };
	if (name === "desk" && WORKS.includes(work)) return { is: "desk", work: work as DeskWork };
	return null;
}

class Router {
	page = $state.raw<Page | null>(pageOf(location.hash));

	constructor() {
		addEventListener("hashchange", () => {
			this.page = pageOf(location.hash);
		});
	}

	go(page: Page): void {
		location.hash = hrefOf(page);
	}
}

export const router = new Router();
