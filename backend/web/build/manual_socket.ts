/** For tests: the browser's socket, driven by hand. */
export class ManualSocket {
	static readonly OPEN = 1;
	static all: ManualSocket[] = [];
	readyState = 0;
	said: Record<string, unknown>[] = [];
	onopen: (() => void) | null = null;
	onmessage: ((message: { data: string }) => void) | null = null;
	onclose: ((close: { code: number }) => void) | null = null;

	static newest(): ManualSocket {
		const socket = ManualSocket.all.at(-1);
		if (socket === undefined) throw new Error("no socket");
		return socket;
	}

	constructor() {
		ManualSocket.all.push(this);
	}

	send(text: string): void {
		this.said.push(JSON.parse(text));
	}

	close(): void {
		this.readyState = 3;
	}

	opens(): void {
		this.readyState = ManualSocket.OPEN;
		this.onopen?.();
	}

	says(message: object): void {
		this.onmessage?.({ data: JSON.stringify(message) });
	}

	breaks(code: number): void {
		this.readyState = 3;
		this.onclose?.({ code });
	}
}
