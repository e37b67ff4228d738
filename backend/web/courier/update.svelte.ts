/** The app's own offline copy, and how a new version takes its place: never under a courier's hands. */

const WORKER = "/courier/sw.js";
const SCOPE = "/courier/";

type Hears = Pick<EventTarget, "addEventListener">;

interface Coming extends Hears {
	readonly state: ServiceWorkerState;
	postMessage(word: "take_over"): void;
}

interface Registered extends Hears {
	readonly waiting: Coming | null;
	readonly installing: Coming | null;
}

/** The part of a browser that keeps the copies of its apps. */
interface Workers extends Hears {
	readonly controller: object | null;
	register(worker: string, options: { scope: string }): Promise<Registered>;
}

export class Update {
	isReady = $state(false);
	readonly #workers: Workers | undefined;
	readonly #reload: () => void;
	#waiting: Coming | null = null;

	constructor(workers: Workers | undefined, reload: () => void) {
		this.#workers = workers;
		this.#reload = reload;
	}

	async register(): Promise<void> {
		const registration = await this.#workers?.register(WORKER, { scope: SCOPE });
		if (registration === undefined) return;
		this.#noticed(registration.waiting);
		this.#watch(registration.installing); // which a browser may have begun before it was asked
		registration.addEventListener("updatefound", () => this.#watch(registration.installing));
	}

	apply(): void {
		this.#workers?.addEventListener("controllerchange", this.#reload);
		this.#waiting?.postMessage("take_over");
	}

	#watch(coming: Coming | null): void {
		coming?.addEventListener("statechange", () => {
			if (coming.state === "installed") this.#noticed(coming);
		});
	}

	/** The very first worker waits for nobody, so it is no update. */
	#noticed(worker: Coming | null): void {
		if (worker === null || this.#workers?.controller === null) return;
		this.#waiting = worker;
		this.isReady = true;
	}
}

export const update = new Update(globalThis.navigator?.serviceWorker, () => location.reload());
