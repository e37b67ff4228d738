/** For tests under Node: the two parts of a browser that it lacks. */

import "fake-indexeddb/auto";

type Task = (lock: object | null) => Promise<unknown>;

/** Web Locks for one process: one holder of a name at a time, in the order asked. */
class Locks {
	readonly #tails = new Map<string, Promise<unknown>>();

	async request(name: string, optionsOrTask: { ifAvailable: boolean } | Task, task?: Task) {
		const run = typeof optionsOrTask === "function" ? optionsOrTask : task;
		if (run === undefined) throw new TypeError("no task");
		const isImpatient = typeof optionsOrTask !== "function" && optionsOrTask.ifAvailable;
		const before = this.#tails.get(name);
		if (isImpatient && before !== undefined) return run(null);

		const turn = (before ?? Promise.resolve()).then(() => run({ name }));
		const tail = turn
			.catch(() => {})
			.then(() => {
				if (this.#tails.get(name) === tail) this.#tails.delete(name);
			});
		this.#tails.set(name, tail);
		return turn;
	}
}

Object.defineProperty(globalThis, "navigator", { value: { locks: new Locks() } });
