/** The library that draws papers is large: it comes with the first paper, if there is network. */

import { Offline } from "../shared/device/api";

export async function drawing(): Promise<typeof import("./pdf")> {
	try {
		return await import("./pdf");
	} catch (error) {
		throw new Offline(String(error));
	}
}
