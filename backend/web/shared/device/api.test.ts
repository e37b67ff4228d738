import "../../build/test_browser";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ask, Offline, Refused } from "./api";

const PROBLEM = {
	type: "about:blank",
	title: "",
	status: 403,
	code: "not_allowed",
	retry: "never",
};

afterEach(() => void vi.unstubAllGlobals());

function answers(body: unknown, status: number, type: string, headers: object = {}): void {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	const init = { status, headers: { "content-type": type, ...headers } };
	vi.stubGlobal("fetch", async () => new Response(text, init));
}

async function failure(): Promise<unknown> {
	return ask({ method: "GET", path: "today" }).catch((error: unknown) => error);
}

describe("a refusal is believed only in our own form", () => {
	test("with our type, our members and the status of the answer", async () => {
		answers(PROBLEM, 403, "application/problem+json", { "retry-after": "30" });

		const error = await failure();

		expect(error).toBeInstanceOf(Refused);
		expect(error).toMatchObject({ retryAfterS: 30, problem: { code: "not_allowed" } });
	});

	test.each([
		["a proxy's page", "<html>403</html>", 403, "text/html"],
		["plain JSON", PROBLEM, 403, "application/json"],
		["a problem of somebody else", { title: "no" }, 403, "application/problem+json"],
		["a problem about another status", PROBLEM, 401, "application/problem+json"],
		[
			"a problem with another word for retrying",
			{ ...PROBLEM, retry: "soon" },
			403,
			"application/problem+json",
		],
		["a captive portal's page", "<html>Wi-Fi</html>", 200, "text/html"],
		["a gateway that found nobody", "", 504, "text/plain"],
	])("%s is nobody's word but that of somebody in between", async (_, body, status, type) => {
		answers(body, status, type);

		const error = await failure();

		expect(error).toBeInstanceOf(Offline);
		expect(error).toMatchObject({ silence: { is: "foreign", status } });
	});
});

describe("silence has its reason", () => {
	test.each([
		["TimeoutError", "slow"],
		["NetworkError", "unreachable"],
	])("%s is %s", async (name, is) => {
		vi.stubGlobal("fetch", async () => {
			throw new DOMException("", name);
		});

		expect(await failure()).toMatchObject({ silence: { is } });
	});

	test("an answer that is cut short, or takes too long on its way, is none", async () => {
		const body = new ReadableStream({
			start: (stream) => stream.error(new DOMException("", "TimeoutError")),
		});
		const headers = { "content-type": "application/json" };
		vi.stubGlobal("fetch", async () => new Response(body, { headers }));
		expect(await failure()).toMatchObject({ silence: { is: "slow" } });

		answers('{"cut', 200, "application/json");
		expect(await failure()).toMatchObject({ silence: { is: "unreachable" } });
	});
});
