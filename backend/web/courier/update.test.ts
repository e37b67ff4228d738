import { beforeEach, describe, expect, test } from "vitest";
import { Update } from "./update.svelte";

class Worker extends EventTarget {
	state: ServiceWorkerState = "installing";
	told: unknown[] = [];

	postMessage(word: unknown): void {
		this.told.push(word);
	}

	become(state: ServiceWorkerState): void {
		this.state = state;
		this.dispatchEvent(new Event("statechange"));
	}
}

class Registration extends EventTarget {
	waiting: Worker | null = null;
	installing: Worker | null = null;
}

class Workers extends EventTarget {
	/** Which worker serves the page; the very first one serves none yet. */
	controller: object | null = {};
	readonly registration = new Registration();

	register(): Promise<Registration> {
		return Promise.resolve(this.registration);
	}
}

let workers: Workers;
let worker: Worker;
let reloads: number;
let update: Update;

beforeEach(() => {
	workers = new Workers();
	worker = new Worker();
	reloads = 0;
	update = new Update(workers, () => {
		reloads += 1;
	});
});

describe("a new version is offered", () => {
	test("when it comes while the app runs", async () => {
		await update.register();

		workers.registration.installing = worker;
		workers.registration.dispatchEvent(new Event("updatefound"));
		expect(update.isReady).toBe(false);
		worker.become("installed");

		expect(update.isReady).toBe(true);
	});

	test("that the browser found by itself, before the app could ask for it", async () => {
		workers.registration.installing = worker;

		await update.register();
		worker.become("installed");

		expect(update.isReady).toBe(true);
	});

	test("that has waited since the last time", async () => {
		workers.registration.waiting = worker;

		await update.register();

		expect(update.isReady).toBe(true);
	});
});

test("the very first version is no new one", async () => {
	workers.controller = null;
	workers.registration.installing = worker;

	await update.register();
	worker.become("installed");

	expect(update.isReady).toBe(false);
});

test("it takes over only when somebody says so, and then the page opens anew", async () => {
	workers.registration.waiting = worker;
	await update.register();
	expect(worker.told).toEqual([]);

	update.apply();
	expect([worker.told, reloads]).toEqual([["take_over"], 0]);
	workers.dispatchEvent(new Event("controllerchange"));

	expect(reloads).toBe(1);
});

test("a browser without workers has no versions", async () => {
	const without = new Update(undefined, () => {});

	await without.register();

	expect(without.isReady).toBe(false);
});
