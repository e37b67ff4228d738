import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { remarksOf } from "./remarks";

test("a safe scan with flags or a case is not as plain as one without", () => {
	expect(remarksOf({ sync: "safe" })).toEqual([]);
	expect(remarksOf({ sync: "safe", flags: ["label_void", "unbound_label"] })).toEqual(["label"]);
	expect(remarksOf({ sync: "safe", flags: ["unconfirmed"], case: "c" })).toEqual([
		"case",
		"unconfirmed",
	]);
});

test("a flag that this app does not know is a remark all the same", () => {
	expect(remarksOf({ sync: "safe", flags: ["something_newer"] })).toEqual(["other"]);
});

test("that a scan was sent twice is no remark, and of one that is only here none was made", () => {
	expect(remarksOf({ sync: "safe", flags: ["duplicate"] })).toEqual([]);
	expect(remarksOf({ sync: "refused", flags: ["unconfirmed"] })).toEqual([]);
});

test("no flag of the server is one that this app does not know", () => {
	const kernel = join(import.meta.dirname, "../../../tracking/kernel/scan.py");
	const [, body = ""] =
		/class Flag\(StrEnum\):(.*?)\n(?:class |@)/s.exec(readFileSync(kernel, "utf-8")) ?? [];
	const flags = [...body.matchAll(/= "(\w+)"/g)].map(([, flag = ""]) => flag);

	expect(flags.length).toBeGreaterThan(15);
	expect(
		flags.filter((flag) => remarksOf({ sync: "safe", flags: [flag] })[0] === "other"),
	).toEqual([]);
});

test("a case that was closed, and what was missing and has come, are not said any more", () => {
	const scan = { id: "s", sync: "safe", flags: ["gap", "typed"], case: "c" } as const;
	const kept = { ...scan, flags: [...scan.flags] };

	expect(remarksOf(kept)).toEqual(["case", "gap", "typed"]);
	expect(remarksOf(kept, { tip: "s", flags: ["gap"], cases: 1 })).toEqual([
		"case",
		"gap",
		"typed",
	]);
	expect(remarksOf(kept, { tip: "s", flags: [], cases: 0 })).toEqual(["typed"]);
	// Of an item that has not heard of the scan yet, its record says nothing.
	expect(remarksOf(kept, { tip: "before", flags: [], cases: 0 })).toEqual([
		"case",
		"gap",
		"typed",
	]);
});
