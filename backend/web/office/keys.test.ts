import { expect, test } from "vitest";
import { isForPage } from "./keys";

test.each([
	["no dialog is open", null, true],
	["one lies above it", {}, false],
])("a key is the page's where %s", (_, dialog, isIts) => {
	const page = { querySelector: () => dialog } as unknown as Document;

	expect(isForPage(page)).toBe(isIts);
});
