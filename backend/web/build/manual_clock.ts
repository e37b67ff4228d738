/** For tests: a clock that moves when it is told to, with the timers of the one that it stands for. */

interface Timer {
	atMs: number;
	everyMs: number | null;
	then: () => unknown;
}

export class ManualClock {
	#nowMs: number;
	#timers: Timer[] = [];

	constructor(nowMs: number) {
		this.#nowMs = nowMs;
	}

	nowMs(): number {
		return this.#nowMs;
	}

	after(ms: number, then: () => unknown): () => void {
		return this.#add({ atMs: this.#nowMs + ms, everyMs: null, then });
	}

	every(ms: number, then: () => unknown): () => void {
		return this.#add({ atMs: this.#nowMs + ms, everyMs: ms, then });
	}

	/** Let time pass; what falls due on the way happens in its order. */
	pass(ms: number): void {
		const untilMs = this.#nowMs + ms;
		for (;;) {
			const next = this.#next(untilMs);
			if (next === undefined) break;
			this.#nowMs = next.atMs;
			this.#fire(next);
		}
		this.#nowMs = untilMs;
	}

	#next(untilMs: number): Timer | undefined {
		return this.#timers
			.filter((timer) => timer.atMs <= untilMs)
			.sort((one, other) => one.atMs - other.atMs)[0];
	}

	#fire(timer: Timer): unknown {
		if (timer.everyMs === null) this.#remove(timer);
		else timer.atMs += timer.everyMs;
		return timer.then();
	}

	/** Let time pass, and wait for whatever falls due before anything later does. */
	async passSlowly(ms: number): Promise<void> {
		const untilMs = this.#nowMs + ms;
		for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
			this.#nowMs = next.atMs;
			await this.#fire(next);
		}
		this.#nowMs = untilMs;
	}

	#add(timer: Timer): () => void {
		this.#timers.push(timer);
		return () => this.#remove(timer);
	}

	#remove(timer: Timer): void {
		this.#timers = this.#timers.filter((one) => one !== timer);
	}
}
