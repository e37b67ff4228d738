/** What nobody thought of, where a screen goes on and says so: the whole of it is in the console. */
export function note(error: unknown): void {
	// biome-ignore lint/suspicious/noConsole: whoever looks for the cause finds it nowhere else.
	console.error(error);
}
