/** The app's own offline copy, and how a new version takes its place: never under a courier's hands. */

const WORKER = "/courier/sw.js";
const SCOPE = "/courier/";

class Update {
	isReady = $state(false);
	#waiting: ServiceWorker | null = null;

	async register(): Promise<void> {
		if (!("serviceWorker" in navigator)) return;
		const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
		this.#noticed(registration.waiting);
		registration.addEventListener("updatefound", () => {
			const coming = registration.installing;
			coming?.addEventListener("statechange", () => {
				if (coming.state === "installed") this.#noticed(coming);
			});
		});
	}

	apply(): void {
		navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
		this.#waiting?.postMessage("take_over");
	}

	/** The very first worker waits for nobody, so it is no update. */
	#noticed(worker: ServiceWorker | null): void {
		if (worker === null || navigator.serviceWorker.controller === null) return;
		this.#waiting = worker;
		this.isReady = true;
	}
}

export const update = new Update();
