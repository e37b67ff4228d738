/** Symbols in a picture, found by a worker so that the page goes on meanwhile. */

import type { Sight } from "./sights";

export interface Decoder<Video> {
	/** What is in the picture now; nothing if there is none yet, or the decoder is closed. */
	look(video: Video): Promise<Sight[]>;
	close(): void;
}

/** What goes to the worker, and what comes back for each. */
export type Frame = { no: number; picture: ImageBitmap };
export type Found = { no: number; sights: Sight[] };

export class WorkerDecoder implements Decoder<HTMLVideoElement> {
	readonly #worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), {
		type: "module",
	});
	/** Of the pictures that are being looked at, by number: an old lens's is no answer to a new one. */
	readonly #answers = new Map<number, (sights: Sight[]) => void>();
	#sent = 0;
	#isClosed = false;

	constructor() {
		this.#worker.onmessage = ({ data }: MessageEvent<Found>) => this.#say(data);
		this.#worker.onerror = () => this.#giveUp();
	}

	async look(video: HTMLVideoElement): Promise<Sight[]> {
		try {
			const picture = await createImageBitmap(video);
			return await this.#found(picture);
		} catch {
			return []; // a picture that is not ready yet; the next one will be
		}
	}

	close(): void {
		this.#isClosed = true;
		this.#worker.terminate();
		this.#giveUp();
	}

	#found(picture: ImageBitmap): Promise<Sight[]> {
		if (this.#isClosed) {
			picture.close();
			return Promise.resolve([]);
		}
		this.#sent += 1;
		const no = this.#sent;
		return new Promise((answer) => {
			this.#answers.set(no, answer);
			this.#worker.postMessage({ no, picture } satisfies Frame, [picture]);
		});
	}

	#say({ no, sights }: Found): void {
		this.#answers.get(no)?.(sights);
		this.#answers.delete(no);
	}

	#giveUp(): void {
		for (const no of this.#answers.keys()) this.#say({ no, sights: [] });
	}
}
