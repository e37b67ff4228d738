/** Serves the app from the phone's own copy, so that it opens without any network. */

import { clientsClaim } from "workbox-core";
import {
	addPlugins,
	cleanupOutdatedCaches,
	createHandlerBoundToURL,
	type PrecacheEntry,
	precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const PAGE = "/courier/";

cleanupOutdatedCaches();
addPlugins([
	{
		cacheWillUpdate: ({ response }) =>
			Promise.resolve(response.ok ? forEveryLanguage(response) : null),
	},
]);
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(
	new NavigationRoute(createHandlerBoundToURL(PAGE), { allowlist: [/^\/courier\/(\?|$)/] }),
);
clientsClaim();

// A new version waits until the courier agrees: never in the middle of a round of scanning.
self.addEventListener("message", (event) => {
	if (event.data === "take_over") void self.skipWaiting();
});

/** The site varies its pages by language, and this one does not: found again, whoever asks how. */
function forEveryLanguage(response: Response): Response {
	const headers = new Headers(response.headers);
	headers.delete("vary");
	return new Response(response.body, { status: response.status, headers });
}
