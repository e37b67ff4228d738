/** The library that draws papers is large: it comes with the first paper, if there is network. */

import { Offline } from "../shared/device/api";
import type { Sheet } from "./pdf";

/** Puts a paper into the printer. */
export type Print = (pdf: Blob, sheet: Sheet) => Promise<void>;

export async function drawing(): Promise<typeof import("./pdf")> {
	try {
		return await import("./pdf");
	} catch (error) {
		throw new Offline(String(error));
	}
}

export async function printed(pdf: Blob, sheet: Sheet): Promise<void> {
	const { print } = await drawing();
	await print(pdf, sheet);
}
