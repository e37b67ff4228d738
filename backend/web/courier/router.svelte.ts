/** Which screen is shown: the fragment of the address, so that the back key works as everywhere. */

import type { Direction } from "../shared/handoff/round";

export type Screen =
	| { is: "today" }
	| { is: "stop"; no: number }
	| { is: "scan"; mode: Direction; no: number | null }
	| { is: "offer"; scan: string }
	| { is: "doors" }
	| { is: "door"; item: string }
	| { is: "outbox" };

const MODES: readonly string[] = ["take", "give", "check"] satisfies Direction[];

export function hrefOf(screen: Screen): string {
	switch (screen.is) {
		case "today":
			return "#/";
		case "stop":
			return `#/stop/${screen.no}`;
		case "scan":
			return `#/scan/${screen.mode}/${screen.no ?? "-"}`;
		case "offer":
			return `#/offer/${screen.scan}`;
		case "door":
			return `#/door/${screen.item}`;
		case "doors":
			return "#/doors";
		case "outbox":
			return "#/outbox";
	}
}

function screenOf(fragment: string): Screen {
	const [, name, first = "", second = ""] = fragment.replace(/^#/, "").split("/");
	const no = Number.parseInt(first || "", 10);
	if (name === "stop" && no > 0) return { is: "stop", no };
	if (name === "scan" && MODES.includes(first)) {
		const stop = Number.parseInt(second, 10);
		return { is: "scan", mode: first as Direction, no: stop > 0 ? stop : null };
	}
	if (name === "offer" && first !== "") return { is: "offer", scan: first };
	if (name === "door" && first !== "") return { is: "door", item: first };
	if (name === "doors" || name === "outbox") return { is: name };
	return { is: "today" };
}

class Router {
	screen = $state.raw<Screen>(screenOf(location.hash));

	constructor() {
		addEventListener("hashchange", () => {
			this.screen = screenOf(location.hash);
			scrollTo(0, 0);
		});
	}

	/** `instead`: the screen left behind is done with and must not come back by the back key. */
	go(screen: Screen, instead = false): void {
		if (instead) location.replace(hrefOf(screen));
		else location.hash = hrefOf(screen);
	}
}

export const router = new Router();
