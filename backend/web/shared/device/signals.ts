/** What a hit sounds and feels like; never alone, a line on the screen says the same. */

type Tone = [hertz: number, ms: number];

const SIGNALS = {
	good: { tones: [[1320, 90]], vibration: [40] },
	warn: {
		tones: [
			[520, 110],
			[0, 70],
			[520, 110],
		],
		vibration: [70, 70, 70],
	},
	stop: { tones: [[150, 700]], vibration: [500] },
} satisfies Record<string, { tones: Tone[]; vibration: number[] }>;

export type Signal = keyof typeof SIGNALS;

let audio: AudioContext | undefined;

/** Browsers let a page sound only after a touch; call from one. */
export function wakeSound(): void {
	audio ??= "AudioContext" in globalThis ? new AudioContext() : undefined;
	void audio?.resume();
}

export function signal(name: Signal): void {
	const { tones, vibration } = SIGNALS[name];
	navigator.vibrate?.([...vibration]);
	if (audio?.state === "running") sound(audio, tones);
}

function sound(context: AudioContext, tones: readonly (readonly number[])[]): void {
	let start = context.currentTime;
	for (const [hertz = 0, ms = 0] of tones) {
		const end = start + ms / 1000;
		if (hertz > 0) {
			const tone = new OscillatorNode(context, { frequency: hertz, type: "square" });
			tone.connect(new GainNode(context, { gain: 0.15 })).connect(context.destination);
			tone.start(start);
			tone.stop(end);
		}
		start = end;
	}
}
