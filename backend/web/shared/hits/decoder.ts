/** Symbols in a picture, found by a worker so that the page goes on meanwhile. */

import type { Sight } from "./sights";

export interface Decoder<Video> {
	/** What is in the picture now; nothing if there is none yet, or the decoder is closed. */
	look(video: Video): Promise<Sight[]>;
	close(): void;
}

/** What goes to the worker, and what comes back for each. */
export type Frame = { picture: ImageBitmap };
export type Found = { sights: Sight[] };

export class WorkerDecoder implements Decoder<HTMLVideoElement> {
	readonly #worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), {
		type: "module",
	});
	#answer: ((sights: Sight[]) => void) | null = null;

	constructor() {
		this.#worker.onmessage = ({ data }: MessageEvent<Found>) => this.#say(data.sights);
		this.#worker.onerror = () => this.#say([]);
	}

	async look(video: HTMLVideoElement): Promise<Sight[]> {
		try {
			const picture = await createImageBitmap(video);
			return await new Promise((answer) => {
				this.#answer = answer;
				this.#worker.postMessage({ picture } satisfies Frame, [picture]);
			});
		} catch {
			return []; // a picture that is not ready yet; the next one will be
		}
	}

	close(): void {
		this.#worker.terminate();
		this.#say([]);
	}

	#say(sights: Sight[]): void {
		this.#answer?.(sights);
		this.#answer = null;
	}
}
