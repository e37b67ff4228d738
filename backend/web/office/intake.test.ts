import { describe, expect, test } from "vitest";
import {
	bodyOf,
	complete,
	counted,
	missingIn,
	newDraft,
	type Procedure,
	shortPapers,
	withProcedure,
} from "./intake";

const PROCEDURE: Procedure = {
	...{
		id: "p1",
		key: "publishing",
		name: "Cấp giấy phép xuất bản tài liệu",
		name_en: "Publishing licence",
	},
	...{ field_code: "information_communications", field_name: "Thông tin và Truyền thông" },
	...{ level: "province", deciding_office: { id: "o", name: "Sở Thông tin và Truyền thông" } },
	...{ limit_value: 7, limit_unit: "working_day", has_same_day_rule: false, fee_vnd: 0 },
	papers: [
		{ no: 1, name: "Đơn", kind: "original", count: 1, is_required: true },
		{ no: 2, name: "Bản thảo", kind: "certified", count: 2, is_required: true },
		{ no: 3, name: "Bản dịch", kind: "copy", count: 1, is_required: false },
	],
};

function draft() {
	const begun = withProcedure(newDraft(0), PROCEDURE);
	return { ...begun, applicant: { ...begun.applicant, name: " Nguyễn Văn A " } };
}

describe("a draft", () => {
	test("asks for what is missing", () => {
		expect(missingIn(newDraft(0))).toEqual(["procedure", "name", "papers"]);
	});

	test("needs an address for a door, and numbers that are numbers", () => {
		const wrong = { name: "A", phone: "09", identity: "?", address: "" };

		expect(missingIn({ ...draft(), applicant: wrong, toDoor: true })).toEqual([
			...["phone", "identity", "address", "papers"],
		]);
	});

	test("has the papers that the procedure asks for, none of them there yet", () => {
		expect(draft().papers.map((paper) => paper.name)).toEqual(["Đơn", "Bản thảo", "Bản dịch"]);
		expect(shortPapers(draft()).map((paper) => paper.name)).toEqual(["Đơn", "Bản thảo"]);
	});

	test("keeps its papers when the same procedure is chosen again", () => {
		const [first, ...others] = draft().papers;
		if (first === undefined) throw new Error("no paper");
		const begun = { ...draft(), papers: [complete(first), ...others] };

		expect(withProcedure(begun, PROCEDURE)).toBe(begun);
	});

	test("posts a line for each kind of a paper, and nothing that was not said", () => {
		const [form, script] = draft().papers.map(complete);
		if (form === undefined || script === undefined) throw new Error("no paper");
		const full = { ...draft(), papers: [form, counted(script, "copy", 1)] };
		full.applicant.phone = "0912 345.214";

		expect(bodyOf(full, "p1")).toEqual({
			...{
				request_id: full.requestId,
				procedure: "p1",
				channel: "counter",
				returns_to_door: false,
			},
			applicant: { name: "Nguyễn Văn A", phone: "0912345214" },
			papers: [
				{ name: "Đơn", kind: "original", count: 1 },
				{ name: "Bản thảo", kind: "certified", count: 2 },
				{ name: "Bản thảo", kind: "copy", count: 1 },
			],
		});
	});

	test("counts no paper below none", () => {
		const [form] = draft().papers;
		if (form === undefined) throw new Error("no paper");

		expect(counted(form, "original", -1).counts.original).toBe(0);
	});
});
