/** The worker that finds symbols: a picture in, what was found out. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { Found, Frame } from "./decoder";
import type { Sight } from "./sights";

prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

addEventListener("message", async ({ data }: MessageEvent<Frame>) => {
	const { no, picture } = data;
	postMessage({ no, sights: await sightsIn(picture).catch(() => []) } satisfies Found);
});

// What fails with one picture is tried again with the next: the page waits for an answer to each.

async function sightsIn(picture: ImageBitmap): Promise<Sight[]> {
	const { width, height } = picture;
	const canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	canvas?.drawImage(picture, 0, 0);
	picture.close();
	const pixels = canvas?.getImageData(0, 0, width, height);
	if (pixels === undefined) return [];
	const found = await readBarcodes(pixels, { formats: ["QRCode"], textMode: "Plain" });
	return found
		.filter(({ isValid }) => isValid)
		.map(({ text, position }) => ({
			text,
			corners: [
				position.topLeft,
				position.topRight,
				position.bottomRight,
				position.bottomLeft,
			].map(({ x, y }) => ({ x: x / width, y: y / height })),
		}));
}
