import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import { StoreOver } from "../shared/device/connection";
import { caseWord } from "./cases";
import { isTold, isUnforeseen, sentenceOf } from "./faults";
import { reasonText } from "./set_aside_words";

const ROOT = join(import.meta.dirname, "../../..");

/** What stands in one file of the repository, wherever a pattern finds it. */
function found(path: string, pattern: RegExp): string[] {
	const text = readFileSync(join(ROOT, path), "utf-8");
	return [...text.matchAll(pattern)].map(([, word = ""]) => word);
}

/** The values of an enumeration of the kernel. */
function members(path: string, name: string): string[] {
	const text = readFileSync(join(ROOT, path), "utf-8");
	const [, body = ""] =
		new RegExp(`class ${name}\\(StrEnum\\):(.*?)\nclass `, "s").exec(text) ?? [];
	return [...body.matchAll(/= "(\w+)"/g)].map(([, value = ""]) => value);
}

describe("every word of the server has words here", () => {
	test("each code of a refusal", () => {
		const codes = found("docs/errors.md", /^\| `(\w+)` \|/gm);

		expect(codes.length).toBeGreaterThan(40);
		expect(codes.filter((code) => !isTold(code))).toEqual([]);
	});

	test("each reason to set a scan aside", () => {
		const names = members("tracking/kernel/scan.py", "Reason");

		expect(names.length).toBeGreaterThan(6);
		expect(names.filter((name) => reasonText(name) === name)).toEqual([]);
	});

	test("each kind of case", () => {
		const names = members("tracking/kernel/line.py", "CaseKind");

		expect(names.length).toBeGreaterThan(20);
		expect(names.filter((name) => caseWord(name) === name)).toEqual([]);
	});
});

test("an error that nobody thought of has a sentence, and takes no page away", () => {
	for (const error of [new TypeError("no canvas"), new StoreOver(), null, "text"]) {
		expect(sentenceOf(error)).not.toBe("");
		expect(isUnforeseen(error)).toBe(true);
	}
	expect(isUnforeseen(new Offline())).toBe(false);
});
