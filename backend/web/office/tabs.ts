/**
 * All tabs of a browser share one log-in: each says whom its page shows, and hears who came later.
 *
 * Whoever came later is logged in now. A tab answers nothing, or an old one would shut out a new one.
 */

type Channel = Pick<BroadcastChannel, "postMessage" | "close"> & {
	onmessage: ((message: MessageEvent) => void) | null;
};

export class Tabs {
	readonly #channel: Channel;

	constructor(
		person: string,
		heard: (isSame: boolean) => void,
		channel: Channel = new BroadcastChannel("hoso-person"),
	) {
		this.#channel = channel;
		channel.onmessage = ({ data }) => heard(data === person);
		channel.postMessage(person);
	}

	close(): void {
		this.#channel.close();
	}
}
