/** Papers on screen and on paper: the very PDF that the server made, drawn page by page. */

import { GlobalWorkerOptions, getDocument, type PDFPageProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { Offline } from "../shared/device/api";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Which sheet goes into which printer; pages.css knows their sizes. */
export type Sheet = "label" | "slip";

const POINTS_AN_INCH = 72;
/** Twice the dots of a label printer, so that each module of a QR has the same number of them. */
const PRINT_DPI = 406;

/** Draw pages into an element, as wide as asked for in CSS pixels. */
export async function drawPages(pdf: Blob, into: HTMLElement, widthPx: number): Promise<void> {
	const drawn = await canvases(pdf, (page) => {
		return (widthPx / page.getViewport({ scale: 1 }).width) * devicePixelRatio;
	});
	into.replaceChildren(...drawn);
}

/** Print pages at their own size, and nothing else of the page around them. */
export async function print(pdf: Blob, sheet: Sheet): Promise<void> {
	const drawn = await canvases(pdf, () => PRINT_DPI / POINTS_AN_INCH);
	const pile = document.createElement("div");
	pile.className = "print-pile";
	pile.dataset.sheet = sheet;
	pile.append(...drawn);
	document.querySelector(".print-pile")?.remove();
	document.body.append(pile);
	window.print();
	pile.remove();
}

async function canvases(
	pdf: Blob,
	scaleOf: (page: PDFPageProxy) => number,
): Promise<HTMLCanvasElement[]> {
	const loading = getDocument({ data: await pdf.arrayBuffer() });
	// The file is the server's own; what may be missing is the library's worker, which comes later.
	const paper = await loading.promise.catch((error: unknown) => {
		throw new Offline(String(error));
	});
	try {
		const drawn: HTMLCanvasElement[] = [];
		for (let no = 1; no <= paper.numPages; no += 1) {
			const page = await paper.getPage(no);
			const viewport = page.getViewport({ scale: scaleOf(page) });
			const canvas = document.createElement("canvas");
			canvas.width = Math.round(viewport.width);
			canvas.height = Math.round(viewport.height);
			await page.render({ canvas, viewport, intent: "print" }).promise;
			drawn.push(canvas);
		}
		return drawn;
	} finally {
		await loading.destroy(); // what failed for want of memory keeps none
	}
}
