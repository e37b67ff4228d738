import { expect, test } from "vitest";
import type { Procedure } from "./intake";
import { matching } from "./procedures";

function procedure(name: string, name_en = "", field_name = ""): Procedure {
	return {
		...{ id: name, key: name, name, name_en, field_code: "", field_name, level: "commune" },
		...{ deciding_office: { id: "o", name: "Ủy ban nhân dân xã" }, limit_value: 1 },
		...{ limit_unit: "working_day", has_same_day_rule: false, fee_vnd: 0, papers: [] },
	};
}

const ALL = [
	procedure(
		"Đăng ký khai sinh, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
		"Birth registration",
	),
	procedure("Đăng ký lại khai tử", "Death registered anew"),
	procedure("Đăng ký khai tử", "Death registration", "Hộ tịch"),
	procedure("Đăng ký khai tử lưu động", "Death registration at home"),
	procedure("Hỗ trợ kinh phí cho hợp tác xã hoạt động kinh doanh"),
	procedure("Cho phép hộ gia đình đổi giấy phép kinh doanh rượu"),
	procedure("Đăng ký thay đổi nội dung đăng ký hộ kinh doanh"),
	procedure("Đăng ký thành lập hộ kinh doanh", "Setting up a household business"),
	procedure("Cấp giấy phép xuất bản tài liệu", "Publishing licence", "Thông tin và Truyền thông"),
	procedure("Hòa giải tranh chấp đất đai"),
];

function first(typed: string): string | undefined {
	return matching(ALL, typed)[0]?.name;
}

test.each([
	["đăng ký khai tử", "Đăng ký khai tử"],
	["dang ky khai tu", "Đăng ký khai tử"],
	["ĐĂNG KÝ KHAI TỬ", "Đăng ký khai tử"],
	["khai tử", "Đăng ký khai tử"],
	["khai tử lưu", "Đăng ký khai tử lưu động"],
	["death registration", "Đăng ký khai tử"],
	["ho kinh doanh", "Đăng ký thành lập hộ kinh doanh"],
	["hộ kinh doanh", "Đăng ký thành lập hộ kinh doanh"],
	["household business", "Đăng ký thành lập hộ kinh doanh"],
	["kinh doanh ho thanh lap", "Đăng ký thành lập hộ kinh doanh"],
])("by «%s» the clerk means «%s»", (typed, name) => {
	expect(first(typed)).toBe(name);
});

test("marks that were typed are meant: «tử» is no part of «tuổi»", () => {
	expect(matching(ALL, "khai tử").map(({ name }) => name)).toEqual([
		"Đăng ký khai tử",
		"Đăng ký lại khai tử",
		"Đăng ký khai tử lưu động",
	]);
});

test("where nothing has the marks that were typed, they are taken for slips", () => {
	expect(first("khái tư")).toBe("Đăng ký khai tử");
});

test("a tone may be written on either vowel", () => {
	expect(first("hoà giải")).toBe("Hòa giải tranh chấp đất đai");
});

test.each(["xuat ban", "BẢN xuất", "publishing", "thong tin", "xuấ"])(
	"words are found in any order, begun, and in field and English name: «%s»",
	(typed) => {
		expect(first(typed)).toBe("Cấp giấy phép xuất bản tài liệu");
	},
);

test("nothing typed is nothing sought, and what is nowhere is not found", () => {
	expect(matching(ALL, " ")).toEqual(ALL);
	expect(matching(ALL, "đường sắt")).toEqual([]);
});
