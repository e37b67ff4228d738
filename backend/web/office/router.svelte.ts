/** Which page is shown: the fragment of the address, so that the back key works as everywhere. */

import type { DeskWork } from "./workplace";

export type Page =
	| { is: "desk"; work: DeskWork }
	| { is: "map" | "people" | "devices" | "import" | "enrol" };

/** Pages without a second part in their address. */
type Plain = Exclude<Page, { is: "desk" }>["is"];

const PLAIN: readonly string[] = ["map", "people", "devices", "import", "enrol"] satisfies Plain[];

const WORKS: readonly string[] = [
	"intake",
	"in",
	"out",
	"incoming",
	"held",
	"results",
	"decide",
	"import",
] satisfies DeskWork[];

export function hrefOf(page: Page): string {
	return page.is === "desk" ? `#/desk/${page.work}` : `#/${page.is}`;
}

/** Null where the address names no page: the workplace decides with which it begins. */
function pageOf(fragment: string): Page | null {
	const [, name = "", work = ""] = fragment.replace(/^#/, "").split("/");
	if (PLAIN.includes(name)) return { is: name as Plain };
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
