/** Papers on screen and on paper: the very PDF that the server made, drawn and printed. */

import { GlobalWorkerOptions, getDocument } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Draw pages into canvases, as wide as asked for in CSS pixels. */
export async function drawPages(pdf: Blob, into: HTMLElement, widthPx: number): Promise<void> {
	const loading = getDocument({ data: await pdf.arrayBuffer() });
	const paper = await loading.promise;
	const canvases: HTMLCanvasElement[] = [];
	for (let no = 1; no <= paper.numPages; no += 1) {
		const page = await paper.getPage(no);
		const natural = page.getViewport({ scale: 1 });
		const scale = (widthPx / natural.width) * devicePixelRatio;
		const viewport = page.getViewport({ scale });
		const canvas = document.createElement("canvas");
		canvas.width = Math.round(viewport.width);
		canvas.height = Math.round(viewport.height);
		await page.render({ canvas, viewport }).promise;
		canvases.push(canvas);
	}
	into.replaceChildren(...canvases);
	await loading.destroy();
}

/** Hand the PDF to the browser's own printing, at its own size. */
export function print(pdf: Blob): void {
	const frame = document.createElement("iframe");
	const url = URL.createObjectURL(pdf);
	frame.className = "vh";
	frame.src = url;
	frame.addEventListener("load", () => {
		const before = document.activeElement;
		frame.contentWindow?.focus();
		frame.contentWindow?.print();
		// The viewer would swallow the next key: whoever works by keyboard goes on where he was.
		window.focus();
		if (before instanceof HTMLElement) before.focus();
	});
	printing?.remove();
	printing = frame;
	document.body.append(frame);
	// The viewer reads on while its dialog is open.
	setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

const REVOKE_MS = 5 * 60_000;
let printing: HTMLIFrameElement | undefined;
