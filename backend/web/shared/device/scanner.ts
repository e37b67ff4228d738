/** The camera as a reader: continuous, one answer a symbol, torch and lens within reach. */

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/** The same symbol stays in view for a while; it counts once until it has been gone as long. */
const SAME_MS = 2_500;
const LOOK_EVERY_MS = 80;

export type Corner = { x: number; y: number };

export interface Sight {
	text: string;
	/** Corners of the symbol, as shares of the picture's width and height. */
	corners: Corner[];
}

export type CameraTrouble = "denied" | "none" | "busy";

prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

interface TorchCapabilities extends MediaTrackCapabilities {
	torch?: boolean;
}

export class Scanner {
	readonly #video: HTMLVideoElement;
	readonly #seen: (sight: Sight) => void;
	readonly #detector = new BarcodeDetector({ formats: ["qr_code"] });
	readonly #lastSeenMs = new Map<string, number>();
	#stream: MediaStream | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#lenses: string[] = [];
	#isOn = false;

	constructor(video: HTMLVideoElement, seen: (sight: Sight) => void) {
		this.#video = video;
		this.#seen = seen;
	}

	/** Open the camera and look on; answers what is in the way, or null. */
	async start(lens?: string): Promise<CameraTrouble | null> {
		this.stop();
		this.#isOn = true;
		try {
			const stream = await navigator.mediaDevices.getUserMedia({ video: wanted(lens) });
			if (!this.#isOn) {
				stopAll(stream);
				return null;
			}
			this.#stream = stream;
			this.#video.srcObject = stream;
			await this.#video.play();
		} catch (error) {
			this.stop();
			return troubleOf(error);
		}
		this.#lenses = await lensesOf();
		this.#look();
		return null;
	}

	stop(): void {
		this.#isOn = false;
		clearTimeout(this.#timer);
		if (this.#stream !== null) stopAll(this.#stream);
		this.#stream = null;
	}

	get hasTorch(): boolean {
		const capabilities = this.#track?.getCapabilities?.() as TorchCapabilities | undefined;
		return capabilities?.torch === true;
	}

	get hasLenses(): boolean {
		return this.#lenses.length > 1;
	}

	async setTorch(isLit: boolean): Promise<void> {
		const torch: MediaTrackConstraintSet & { torch: boolean } = { torch: isLit };
		await this.#track?.applyConstraints({ advanced: [torch] });
	}

	async nextLens(): Promise<CameraTrouble | null> {
		const current = this.#track?.getSettings().deviceId ?? "";
		const next = this.#lenses[(this.#lenses.indexOf(current) + 1) % this.#lenses.length];
		return this.start(next);
	}

	get #track(): MediaStreamTrack | undefined {
		return this.#stream?.getVideoTracks()[0];
	}

	async #look(): Promise<void> {
		if (!this.#isOn) return;
		try {
			for (const code of await this.#detector.detect(this.#video)) {
				this.#report(code.rawValue, code.cornerPoints);
			}
		} catch {
			// A frame that is not ready yet; the next one will be.
		}
		if (this.#isOn) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
	}

	#report(text: string, corners: readonly Corner[]): void {
		const now = performance.now();
		const before = this.#lastSeenMs.get(text) ?? Number.NEGATIVE_INFINITY;
		this.#lastSeenMs.set(text, now);
		if (now - before < SAME_MS) return;
		const { videoWidth: width, videoHeight: height } = this.#video;
		this.#seen({ text, corners: corners.map(({ x, y }) => ({ x: x / width, y: y / height })) });
	}
}

function wanted(lens: string | undefined): MediaTrackConstraints {
	const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
	return lens === undefined
		? { ...size, facingMode: { ideal: "environment" } }
		: { ...size, deviceId: { exact: lens } };
}

async function lensesOf(): Promise<string[]> {
	const devices = await navigator.mediaDevices.enumerateDevices();
	return devices.filter((one) => one.kind === "videoinput").map((one) => one.deviceId);
}

function stopAll(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

function troubleOf(error: unknown): CameraTrouble {
	const name = error instanceof DOMException ? error.name : "";
	if (name === "NotAllowedError" || name === "SecurityError") return "denied";
	return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}
