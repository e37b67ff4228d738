/** The camera as a reader: one answer for each symbol that comes into view, whichever lens looks. */

import { type Clock, deviceClock } from "../device/clock";
import { type Decoder, WorkerDecoder } from "./decoder";
import { chosen, type Sight } from "./sights";

/** The same symbol stays in view for a while; it counts once until it has been gone as long. */
const SAME_MS = 2_500;
const LOOK_EVERY_MS = 80;

export type CameraTrouble = "denied" | "none" | "busy";

interface TorchCapabilities extends MediaTrackCapabilities {
	torch?: boolean;
}

export interface CameraWorld<Video> {
	clock: Pick<Clock, "nowMs" | "after">;
	devices: Pick<MediaDevices, "getUserMedia" | "enumerateDevices">;
	decoder(): Decoder<Video>;
}

/** Who looks at what the camera sees. */
export interface Watcher {
	seen(sight: Sight): void;
	/** Several symbols lie as near to the middle: which is meant, only the hand can say. */
	crowded(isCrowded: boolean): void;
}

type Picture = Pick<HTMLVideoElement, "srcObject" | "play" | "videoWidth" | "videoHeight">;

/** From the opening of a lens to its end; what an old one still finds is nobody's. */
interface Session {
	isOver: boolean;
	stream: MediaStream | null;
	calledOff: () => void;
}

export class Camera<Video extends Picture> {
	readonly #video: Video;
	readonly #watcher: Watcher;
	readonly #world: CameraWorld<Video>;
	readonly #lastSeenMs = new Map<string, number>();
	#decoder: Decoder<Video> | null = null;
	#session: Session | null = null;
	#lenses: string[] = [];

	constructor(video: Video, watcher: Watcher, world: CameraWorld<Video>) {
		this.#video = video;
		this.#watcher = watcher;
		this.#world = world;
	}

	/** Open the camera and look on; answers what is in the way, or null. */
	async start(lens?: string): Promise<CameraTrouble | null> {
		this.#end();
		const session: Session = { isOver: false, stream: null, calledOff: () => {} };
		this.#session = session;
		const { devices } = this.#world;
		try {
			const stream = await devices.getUserMedia({ video: wanted(lens) });
			session.stream = stream;
			if (session.isOver) stopAll(stream);
			else {
				this.#video.srcObject = stream;
				await this.#video.play();
				this.#lenses = await lensesOf(devices);
			}
		} catch (error) {
			if (session.isOver) return null; // another lens is asked for by now
			this.stop();
			return troubleOf(error);
		}
		void this.#look(session);
		return null;
	}

	/** Whatever is still being looked at comes to nothing. */
	stop(): void {
		this.#end();
		this.#decoder?.close();
		this.#decoder = null;
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
		return this.#session?.stream?.getVideoTracks()[0];
	}

	#end(): void {
		const session = this.#session;
		this.#session = null;
		if (session === null) return;
		session.isOver = true;
		session.calledOff();
		if (session.stream !== null) stopAll(session.stream);
	}

	async #look(session: Session): Promise<void> {
		if (session.isOver) return;
		this.#decoder ??= this.#world.decoder();
		const sights = await this.#decoder.look(this.#video);
		if (session.isOver) return;
		this.#report(sights);
		session.calledOff = this.#world.clock.after(LOOK_EVERY_MS, () => void this.#look(session));
	}

	#report(sights: readonly Sight[]): void {
		const now = this.#world.clock.nowMs();
		const before = (text: string) => this.#lastSeenMs.get(text) ?? Number.NEGATIVE_INFINITY;
		// What has counted and is still in view does not count again, wherever in it it lies.
		const known = new Set(
			sights.map(({ text }) => text).filter((one) => now - before(one) < SAME_MS),
		);
		for (const text of known) this.#lastSeenMs.set(text, now);

		const { videoWidth, videoHeight } = this.#video;
		const one = chosen(sights, videoWidth / videoHeight);
		this.#watcher.crowded(one === "several");
		if (one === null || one === "several" || known.has(one.text)) return;
		this.#lastSeenMs.set(one.text, now);
		this.#watcher.seen(one);
	}
}

export function browserCamera(): CameraWorld<HTMLVideoElement> {
	const decoder = () => new WorkerDecoder();
	return { clock: deviceClock, devices: navigator.mediaDevices, decoder };
}

function wanted(lens: string | undefined): MediaTrackConstraints {
	const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
	return lens === undefined
		? { ...size, facingMode: { ideal: "environment" } }
		: { ...size, deviceId: { exact: lens } };
}

async function lensesOf(devices: CameraWorld<never>["devices"]): Promise<string[]> {
	const found = await devices.enumerateDevices();
	return found.filter((one) => one.kind === "videoinput").map((one) => one.deviceId);
}

function stopAll(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

function troubleOf(error: unknown): CameraTrouble {
	const name = error instanceof DOMException ? error.name : "";
	if (name === "NotAllowedError" || name === "SecurityError") return "denied";
	return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}
