/** The intake that is open: kept after every keystroke, signed once, printed as often as needed. */

import { Refused } from "../shared/device/api";
import { nowMs } from "../shared/device/clock";
import type { KeptScan } from "../shared/device/database";
import { clock } from "../shared/format";
import { readTypedCode } from "../shared/typed_code";
import { Acting } from "./acting.svelte";
import type { Desk } from "./desk.svelte";
import type { DeskApi } from "./desk_api";
import { bodyOf, type Draft, newDraft, type Procedure, type Sent } from "./intake";
import { type Print, printed } from "./printing";

const KEEP_MS = 200;
const OFTEN = 3;
/** By so much the clock may have been put right since the draft was opened. */
const DAY_MS = 24 * 3_600_000;

type Uses = Record<string, number>;

declare module "../shared/device/database" {
	interface OfPerson {
		intake: Draft;
		uses: Uses;
	}
}

/** What an intake asks of the desk and of the network. */
type Hand = Pick<Desk, "database" | "mine" | "own" | "sign"> & {
	outbox: Pick<Desk["outbox"], "newestOf">;
};
type Road = Pick<DeskApi, "post" | "getFile" | "postForFile">;

export class IntakeKeeper extends Acting {
	draft = $state.raw<Draft>(newDraft(nowMs()));
	/** The draft that was kept has been read; before that there is none to sign or to drop. */
	isReady = $state(false);
	/** The commission as it was signed; how far it has come, the desk's outbox says. */
	signed = $state.raw<KeptScan | null>(null);
	scan = $derived.by<KeptScan | null>(() => this.#signedNow());
	slip = $state.raw<Blob | null>(null);
	label = $state.raw<Blob | null>(null);
	uses = $state.raw<Uses>({});
	keptAt = $state("");
	/** Whether a draft is dropped of which a dossier may have been made. */
	isAsking = $state(false);

	readonly #desk: Hand;
	readonly #api: Road;
	readonly #print: Print;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(desk: Hand, api: Road, print: Print = printed) {
		super();
		this.#desk = desk;
		this.#api = api;
		this.#print = print;
	}

	async open(): Promise<void> {
		const { mine } = this.#desk;
		const [draft, uses] = await Promise.all([mine.get("intake"), mine.get("uses")]);
		// What was taken in, signed and printed is over: whoever comes back begins the next one.
		if (draft !== undefined && !draft.isPrinted) this.draft = { ...newDraft(nowMs()), ...draft };
		if (uses !== undefined) this.uses = uses;
		this.isReady = true;
		if (this.draft.sent !== null) await this.sign();
	}

	/** Leaving the page keeps what the last keystroke left. */
	close(): void {
		if (this.#timer !== undefined) void this.#keep();
	}

	/** Whoever writes on drops nothing. */
	change(draft: Draft): void {
		this.isAsking = false;
		this.draft = draft;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#keep(), KEEP_MS);
	}

	/** What may have become a dossier is not dropped before that is said: it is dropped at once more. */
	async drop(): Promise<void> {
		if (!this.isReady || this.isBusy) return;
		const isUnsure = this.draft.isTried && this.draft.sent === null;
		if (isUnsure && !this.isAsking) {
			this.isAsking = true;
			return;
		}
		this.isAsking = false;
		this.draft = newDraft(nowMs());
		this.error = null;
		this.signed = null;
		this.slip = null;
		this.label = null;
		await this.#keep();
		this.keptAt = ""; // nothing is written yet
	}

	/** Take in, sign, print. Each step that is done stays done: what fails is tried again from there. */
	async sign(): Promise<void> {
		this.isAsking = false;
		await this.run(() => this.#takeIn());
	}

	/** One press, one slip: each print makes the slip before it void. */
	async printSlip(): Promise<void> {
		await this.run(() => this.#printSlip());
	}

	async printLabel(): Promise<void> {
		await this.run(() => this.#printLabel());
	}

	async #takeIn(): Promise<void> {
		const { procedure } = this.draft;
		if (this.draft.sent === null && procedure !== null) {
			const sent = await this.#send(procedure);
			this.draft = { ...this.draft, sent };
			await this.#keep();
			await this.#count();
		}
		await this.#finish();
	}

	/** Kept before it is sent: without an answer nobody knows whether a dossier was made. */
	async #send(procedure: string): Promise<Sent> {
		const { isTried } = this.draft;
		this.draft = { ...this.draft, isTried: true };
		await this.#keep();
		try {
			return await this.#api.post("dossiers", bodyOf(withWireLabel(this.draft), procedure));
		} catch (error) {
			// Refused, it made none; what was sent before that without an answer may have.
			if (error instanceof Refused) this.draft = { ...this.draft, isTried };
			throw error;
		}
	}

	/** The ones taken in most here, for one click. */
	often(procedures: readonly Procedure[]): Procedure[] {
		return procedures
			.filter((one) => (this.uses[one.key] ?? 0) > 0)
			.sort((one, other) => (this.uses[other.key] ?? 0) - (this.uses[one.key] ?? 0))
			.slice(0, OFTEN);
	}

	async #printSlip(): Promise<void> {
		const { sent } = this.draft;
		if (sent === null) return;
		this.slip = await this.#api.postForFile(`dossiers/${sent.dossier.id}/slips`);
		await this.#print(this.slip, "slip");
		this.draft = { ...this.draft, isPrinted: true };
		await this.#keep();
	}

	async #printLabel(): Promise<void> {
		const { sent } = this.draft;
		if (sent === null) return;
		this.label ??= await this.#api.getFile(`labels/${sent.label.id}/label.pdf`);
		await this.#print(this.label, "label");
	}

	async #finish(): Promise<void> {
		const { sent } = this.draft;
		if (sent === null) return;
		const isNew = this.draft.scan === null;
		await this.#commission(sent);
		if (this.signed === null) return;
		this.draft = { ...this.draft, scan: this.signed.seq };
		await this.#keep();
		this.label ??= await this.#api.getFile(`labels/${sent.label.id}/label.pdf`);
		if (isNew) await this.#printSlip();
	}

	#signedNow(): KeptScan | null {
		const { signed } = this;
		return this.#desk.own.find((scan) => scan.seq === signed?.seq) ?? signed;
	}

	/** The signature that this office has the papers; made once, found again after a reload. */
	async #commission(sent: Sent): Promise<void> {
		const { scan, openedMs } = this.draft;
		const before =
			scan === null
				? await this.#desk.outbox.newestOf("commission", sent.label.id, openedMs - DAY_MS)
				: ((await this.#desk.database.get("scans", scan)) ?? null);
		const on = [{ l: sent.label.id }];
		this.signed = before ?? (await this.#desk.sign({ act: "commission", on }));
	}

	async #count(): Promise<void> {
		const key = this.draftKey;
		if (key === null) return;
		this.uses = { ...this.uses, [key]: (this.uses[key] ?? 0) + 1 };
		await this.#desk.mine.put("uses", this.uses);
	}

	/** Set by the screen, which knows the procedures: counts survive a new version of the law. */
	draftKey: string | null = null;

	async #keep(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		await this.#desk.mine.put("intake", $state.snapshot(this.draft));
		this.keptAt = clock(nowMs());
	}
}

/** A typed code goes in capitals without hyphens, a label's text as it was scanned. */
function withWireLabel(draft: Draft): Draft {
	return { ...draft, label: readTypedCode(draft.label.trim()) ?? draft.label };
}
