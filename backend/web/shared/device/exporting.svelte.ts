/** Saving what only this phone has as files: what is in them, and what could not go in. */

import { NoExportKey } from "./carrying";
import type { ExportFile } from "./export";
import type { Outbox } from "./outbox";

export type Exporting =
	| { is: "counting" }
	| { is: "ready"; scans: number }
	| { is: "sealing"; scans: number }
	/** `left` scans are of a key whose public half is gone: no file can speak for them. */
	| { is: "saved"; files: { name: string; scans: number }[]; left: number }
	| { is: "no_key" }
	| { is: "failed" };

export interface ExportWorld {
	outbox: Pick<Outbox, "onlyHere">;
	seal(): Promise<ExportFile[]>;
	save(name: string, text: string): void;
	callSign: string;
	nowMs(): number;
}

export class Exporter {
	state = $state.raw<Exporting>({ is: "counting" });

	readonly #world: ExportWorld;

	constructor(world: ExportWorld) {
		this.#world = world;
	}

	async count(): Promise<void> {
		try {
			const scans = await this.#world.outbox.onlyHere();
			this.state = { is: "ready", scans: scans.length };
		} catch (error) {
			this.#fail(error);
		}
	}

	async save(): Promise<void> {
		if (this.state.is === "sealing") return;
		try {
			const all = await this.#world.outbox.onlyHere();
			this.state = { is: all.length === 0 ? "ready" : "sealing", scans: all.length };
			if (all.length === 0) return;
			const sealed = await this.#world.seal();
			const files = sealed.map(({ scans, jwe }, index) => {
				const name = this.#nameOf(index, sealed.length);
				this.#world.save(name, jwe);
				return { name, scans: scans.length };
			});
			const carried = files.reduce((sum, { scans }) => sum + scans, 0);
			this.state = { is: "saved", files, left: Math.max(0, all.length - carried) };
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Whatever it was: whoever would carry this home is told that he has nothing to carry. */
	#fail(error: unknown): void {
		this.state = error instanceof NoExportKey ? { is: "no_key" } : { is: "failed" };
	}

	#nameOf(index: number, count: number): string {
		const minute = new Date(this.#world.nowMs()).toISOString().slice(0, 16).replaceAll(":", "");
		const part = count > 1 ? `-${index + 1}` : "";
		return `hoso-${this.#world.callSign}-${minute}${part}.jwe`;
	}
}

/** Hand a file to whoever sits before the browser. */
export function download(name: string, text: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "application/jose" }));
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
}
