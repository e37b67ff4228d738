/** What one request brings to the server. */

import type { Call } from "./api";
import type { KeptScan } from "./database";

const WORTH_ZIPPING = 16_000;

/** As many as one request may hold; the first one always has room. */
export class Batch {
	readonly scans: KeptScan[] = [];
	readonly #maxCount: number;
	readonly #maxBytes: number;
	#bytes = 0;

	constructor(maxCount: number, maxBytes: number) {
		this.#maxCount = maxCount;
		this.#maxBytes = maxBytes;
	}

	async fill(from: Walk | null, isDue: (scan: KeptScan) => boolean): Promise<void> {
		for (let at = from; at !== null && this.#hasRoom(); at = await at.continue()) {
			if (!isDue(at.value)) continue;
			this.#bytes += at.value.jws.length + 3 * (at.value.private?.length ?? 0) + 40;
			if (this.#hasRoom() || this.scans.length === 0) this.scans.push(at.value);
		}
	}

	#hasRoom(): boolean {
		return this.scans.length < this.#maxCount && this.#bytes <= this.#maxBytes;
	}
}

interface Walk {
	value: KeptScan;
	continue(): Promise<Walk | null>;
}

/** What the batch carries of a scan. */
export function wireForm(scan: KeptScan): { jws: string; private?: string } {
	return scan.private === undefined ? { jws: scan.jws } : { jws: scan.jws, private: scan.private };
}

/** The call that offers them; its id is for the server's receipt to answer. */
export async function batchCall(id: string, batch: readonly KeptScan[]): Promise<Call> {
	const text = JSON.stringify({ v: 1, batch: id, scans: batch.map(wireForm) });
	const isZipped = text.length > WORTH_ZIPPING && "CompressionStream" in globalThis;
	return {
		method: "POST",
		path: "scan-batches",
		body: isZipped ? await zipped(text) : text,
		headers: {
			"content-type": "application/json",
			...(isZipped ? { "content-encoding": "gzip" } : {}),
		},
	};
}

/** As a whole, not as a stream: a streamed upload needs HTTP/2 and cannot be repeated. */
function zipped(text: string): Promise<ArrayBuffer> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	return new Response(stream).arrayBuffer();
}
