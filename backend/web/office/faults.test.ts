import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseWord } from "./cases";
import { isTold } from "./faults";

const ROOT = join(import.meta.dirname, "../../..");

/** What stands in one file of the repository, wherever a pattern finds it. */
function found(path: string, pattern: RegExp): string[] {
	const text = readFileSync(join(ROOT, path), "utf-8");
	return [...text.matchAll(pattern)].map(([, word = ""]) => word);
}

describe("every word of the server has words here", () => {
	test("each code of a refusal", () => {
		const codes = found("docs/errors.md", /^\| `(\w+)` \|/gm);

		expect(codes.length).toBeGreaterThan(40);
		expect(codes.filter((code) => !isTold(code))).toEqual([]);
	});

	test("each kind of case", () => {
		const [, kinds = ""] =
			/class CaseKind\(StrEnum\):(.*?)\nclass /s.exec(
				readFileSync(join(ROOT, "tracking/kernel/line.py"), "utf-8"),
			) ?? [];
		const names = [...kinds.matchAll(/= "(\w+)"/g)].map(([, name = ""]) => name);

		expect(names.length).toBeGreaterThan(25);
		expect(names.filter((name) => caseWord(name) === name)).toEqual([]);
	});
});
