/* Measure how long the page is busy with each message, and with the frames that it draws meanwhile. */
async (messages) => {
	const channel = new MessageChannel();
	/** After all that the page does at once, its microtasks too. */
	const settled = () =>
		new Promise((resolve) => {
			channel.port1.onmessage = resolve;
			channel.port2.postMessage(0);
		});
	const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
	const busy = [];
	const frames = [];
	const gaps = [];
	let isOver = false;
	const watch = async () => {
		let before = await frame();
		while (!isOver) {
			const begun = performance.now();
			await settled();
			frames.push(performance.now() - begun);
			const next = await frame();
			gaps.push(next - before);
			before = next;
		}
	};
	const watching = watch();
	for (const message of messages) {
		await new Promise((resolve) => setTimeout(resolve, 40));
		const begun = performance.now();
		window.bench.tell(message);
		await new Promise((resolve) => queueMicrotask(resolve));
		await new Promise((resolve) => queueMicrotask(resolve));
		busy.push(performance.now() - begun);
	}
	await new Promise((resolve) => setTimeout(resolve, 500));
	isOver = true;
	await watching;
	return { busy, frames, gaps };
};
