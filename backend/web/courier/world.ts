/** What the phone stands on outside of itself: clock, network, page. A test brings its own. */

import { type Ask, ask } from "../shared/device/api";
import { type Clock, deviceClock, isClockOff, isTimeKnown } from "../shared/device/clock";
import type { Database } from "../shared/device/database";
import { Feed, type FeedWatcher } from "../shared/feed";
import { erase } from "./erase";

export interface World {
	clock: Clock;
	/** Whether a screen may date things by that clock. */
	isTimeKnown(): boolean;
	/** Whether the phone's own clock is wrong. */
	isClockOff(): boolean;
	ask: Ask;
	feed(streams: readonly string[], watcher: FeedWatcher): Pick<Feed, "start" | "stop" | "hurry">;
	/** Absent where the browser has none. */
	geolocation: Pick<Geolocation, "watchPosition" | "clearWatch"> | undefined;
	isOnline(): boolean;
	isVisible(): boolean;
	/** Called when the page comes to the front, or the network goes or comes; returns how to stop. */
	listen(changed: () => void): () => void;
	/** Delete all that this app keeps in the browser. */
	erase(database: Database): Promise<void>;
}

export function browserWorld(): World {
	return {
		clock: deviceClock,
		isTimeKnown,
		isClockOff,
		ask,
		feed: (streams, watcher) => new Feed(feedUrl(), streams, watcher),
		geolocation: "geolocation" in navigator ? navigator.geolocation : undefined,
		isOnline: () => navigator.onLine,
		isVisible: () => document.visibilityState === "visible",
		listen,
		erase: (database) => {
			const storages = [localStorage, sessionStorage];
			const { caches } = globalThis;
			return erase(database, { caches, workers: navigator.serviceWorker, storages });
		},
	};
}

function listen(changed: () => void): () => void {
	const page = ["online", "offline", "pageshow"];
	const paper = ["visibilitychange", "resume"]; // a frozen page is woken by the latter
	for (const name of page) addEventListener(name, changed);
	for (const name of paper) document.addEventListener(name, changed);
	return () => {
		for (const name of page) removeEventListener(name, changed);
		for (const name of paper) document.removeEventListener(name, changed);
	};
}

function feedUrl(): string {
	return `${location.origin.replace(/^http/, "ws")}/ws/track`;
}
