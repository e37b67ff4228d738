/** For tests: the same cases that pytest runs. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const VECTORS = join(import.meta.dirname, "../../../tests/vectors");

export function vectors<Cases>(name: string): Cases {
	return JSON.parse(readFileSync(join(VECTORS, `${name}.json`), "utf-8")) as Cases;
}
