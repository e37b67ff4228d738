/** For tests: the door of the server, as the outbox of a device meets it. */

import { sha256B64u, utf8 } from "../bytes";
import type { ScanResult } from "../receipt";
import { scanId } from "../scan";
import { type DeviceKey, signJws } from "../signing";
import { type Ask, type Call, Offline, Refused, type Silence } from "./api";
import type { Clock } from "./clock";

interface Sent {
	batch: string;
	scans: { jws: string }[];
}

/** The door: what it answers to a batch is ours to choose, up to the form. */
export class Server {
	sent: Sent[] = [];
	epoch = "one";
	keys: () => unknown = () => this.#keyList();
	/** Throws for a batch that it does not take. */
	judges: (sent: Sent) => void = () => {};
	says: (jws: string) => Partial<ScanResult> = () => ({ r: "accepted" });
	at: () => number;
	#gate: Promise<void> = Promise.resolve();
	readonly key: DeviceKey;
	readonly root: DeviceKey;

	constructor(own: DeviceKey, root: DeviceKey, clock: Pick<Clock, "nowMs">) {
		this.key = own;
		this.root = root;
		this.at = () => clock.nowMs();
	}

	/** Answers wait until they are let through. */
	hold(): () => void {
		let pass = () => {};
		this.#gate = new Promise((open) => {
			pass = open;
		});
		return pass;
	}

	ask: Ask = async <Answer>(call: Call): Promise<Answer> => {
		if (call.path === "keys") return { keys: await this.keys() } as Answer;
		const sent = JSON.parse(await textOf(call)) as Sent;
		this.sent.push(sent);
		const { epoch } = this; // whoever was asked answers, restored meanwhile or not
		await this.#gate;
		this.judges(sent);
		const results = await Promise.all(sent.scans.map(({ jws }) => this.#result(jws)));
		const { batch } = sent;
		const receipt = { v: 1, batch, epoch, at: this.at(), results };
		return { receipt: await signJws(this.key, "scan-receipt+jwt", receipt) } as Answer;
	};

	get sizes(): number[] {
		return this.sent.map(({ scans }) => scans.length);
	}

	async #result(jws: string) {
		const result = this.says(jws);
		const isKept = result.r === "accepted";
		return { k: isKept ? await scanId(jws) : await sha256B64u(utf8(jws)), ...result };
	}

	#keyList(): Promise<string> {
		const own = { kid: this.key.id, use: "receipt", key: this.key.jwk, from: 0 };
		return signJws(this.root, "keys+jwt", { v: 1, at: 1, keys: [own] });
	}
}

async function textOf({ body }: Call): Promise<string> {
	if (typeof body === "string") return body;
	const unzipped = new Blob([body as ArrayBuffer])
		.stream()
		.pipeThrough(new DecompressionStream("gzip"));
	return new Response(unzipped).text();
}

export function refusal(status: number, retryAfterS: number | null = null): Refused {
	const problem = { type: "", title: "", status, code: `s${status}`, retry: "never" } as const;
	return new Refused(problem, retryAfterS);
}

export function silence(is: Silence): Offline {
	return new Offline("", is);
}
