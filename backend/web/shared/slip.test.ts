import { describe, expect, test } from "vitest";
import { readSlip } from "./slip";

const SECRET = "AAECAwQFBgcICQoLDA0ODw";

describe("a slip's QR", () => {
	test.each([
		`https://hoso.example/t/WR0N-GC0D-E000#${SECRET}`,
		`http://localhost:8000/t/WR0N-GC0D-E000#${SECRET}`,
		`  https://192.168.1.7:8443/t/WR0N-GC0D-E000#${SECRET}\n`,
	])("%j is read", (text) => {
		expect(readSlip(text)).toEqual({ code: "WR0N-GC0D-E000", secret: SECRET });
	});

	test.each([
		"",
		"HS1:ABC",
		"https://hoso.example/t/WR0N-GC0D-E000",
		`https://hoso.example/t/WR0N-GC0D-E000?next=x#${SECRET}`,
		`https://hoso.example/t/WR0N-GC0D-E000#${SECRET}A`,
		`https://hoso.example/t/WR0N-GC0D-E000#${SECRET.slice(0, -1)}x`, // not canonical
		`https://hoso.example/x/WR0N-GC0D-E000#${SECRET}`,
		`javascript:/t/WR0N-GC0D-E000#${SECRET}`,
		`https://hoso.example/t/<script>#${SECRET}`,
		`https://hoso.example/t/${"A".repeat(10_000)}#${SECRET}`,
		"079201000123|| Nguyễn Văn A|01011990|Nam", // an identity card
	])("%j is not", (text) => {
		expect(readSlip(text)).toBeNull();
	});
});
