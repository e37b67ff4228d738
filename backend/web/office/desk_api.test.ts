import "../build/test_browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refused } from "../shared/device/api";
import { makeDeviceKey } from "../shared/signing";
import { DeskApi, type ShutOut } from "./desk_api";

const SEN = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee01";
const THU = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee02";
const HOUR_MS = 3_600_000;

/** A server that knows one desk, and who is logged in at its browser. */
class Server {
	person = SEN;
	isLoggedIn = true;
	isRevoked = false;
	believed = new Set<string>();
	asked: string[] = [];
	#opened = 0;

	fetch = async (url: string, init: RequestInit): Promise<Response> => {
		const path = url.replace("/api/v1/", "");
		const headers = init.headers as Record<string, string>;
		this.asked.push(path);
		const shown = headers["x-hoso-person"] ?? this.person;
		if (!this.isLoggedIn) return refused(401, "unauthenticated");
		if (shown !== this.person) return refused(403, "another_person");
		expect(init.credentials).toBe("same-origin");
		if (path === "device-challenges") {
			return this.isRevoked ? refused(403, "revoked_device") : told({ challenge: "A".repeat(43) });
		}
		if (path === "device-sessions") return told(this.#open());
		const bearer = headers["x-hoso-desk"];
		if (bearer === undefined || this.believed.has(bearer)) return told({ bearer: bearer ?? null });
		return refused(403, "unknown_desk");
	};

	count(path: string): number {
		return this.asked.filter((one) => one === path).length;
	}

	#open(): object {
		this.#opened += 1;
		const bearer = `bearer ${this.#opened}`;
		this.believed.add(bearer);
		return {
			...{ bearer, person: this.person },
			until_at: new Date(Date.now() + HOUR_MS).toISOString(),
		};
	}
}

function told(body: object): Response {
	return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
}

function refused(status: number, code: string): Response {
	const problem = { type: "about:blank", title: "No", status, code, retry: "after_change" };
	const headers = { "content-type": "application/problem+json" };
	return new Response(JSON.stringify(problem), { status, headers });
}

let server: Server;
let shutOut: ShutOut[];
let api: DeskApi;
/** Of somebody who needs no desk. */
let overview: DeskApi;

beforeEach(async () => {
	server = new Server();
	shutOut = [];
	vi.stubGlobal("fetch", server.fetch);
	vi.stubGlobal("document", { cookie: "__Host-csrf=token" });
	const tell = (why: ShutOut): void => {
		shutOut.push(why);
	};
	api = new DeskApi({ key: await makeDeviceKey(), person: SEN }, tell);
	overview = new DeskApi({ key: null, person: SEN }, tell);
});

afterEach(() => {
	vi.unstubAllGlobals();
});

describe("a desk's calls", () => {
	test("prove its key once, however many begin together", async () => {
		const answers = await Promise.all([
			api.get("me"),
			api.get("procedures"),
			api.post("label-rolls", { count: 1 }),
		]);

		expect(answers).toEqual(Array(3).fill({ bearer: "bearer 1" }));
		expect(server.count("device-sessions")).toBe(1);
	});

	test("prove the key anew and ask once more when the session opens nothing", async () => {
		await api.get("me");
		server.believed.clear();

		expect(await api.get("me")).toEqual({ bearer: "bearer 2" });
		expect(shutOut).toEqual([]);
	});

	test("ask no third time", async () => {
		vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
			const answer = await server.fetch(url, init);
			server.believed.clear();
			return answer;
		});

		await expect(api.get("me")).rejects.toThrow(Refused);

		expect(server.count("me")).toBe(2);
		expect(shutOut).toEqual(["unknown_desk"]);
	});

	test("are shut out when the desk was revoked", async () => {
		server.isRevoked = true;

		await expect(api.get("me")).rejects.toThrow(Refused);

		expect(server.count("me")).toBe(0);
		expect(shutOut).toEqual(["unknown_desk"]);
	});
});

describe("a browser that is no desk", () => {
	test("is known by its log-in alone", async () => {
		expect(await overview.get("me")).toEqual({ bearer: null });
		expect(server.asked).toEqual(["me"]);
	});

	test("asks who is logged in before it shows anybody", async () => {
		server.person = THU;

		expect(await new DeskApi(null).get("me")).toEqual({ bearer: null });
	});
});

describe.each([
	["at a desk", () => api],
	["at a browser that is no desk", () => overview],
])("once another tab logged somebody else in, %s", (_, road) => {
	test("nothing goes out in a name that the screen does not show", async () => {
		await road().get("me");
		server.person = THU;

		await expect(road().post("devices/x/revoke", { why: "lost" })).rejects.toThrow(
			"another_person",
		);

		expect(shutOut).toEqual(["another_person"]);
	});

	test("nothing more is sent, by whatever is pressed", async () => {
		server.person = THU;
		await expect(road().get("me")).rejects.toThrow("another_person");
		const { length } = server.asked;

		await expect(road().post("devices/x/revoke", { why: "lost" })).rejects.toThrow(
			"another_person",
		);

		expect(server.asked).toHaveLength(length);
	});
});

describe("once one was logged out", () => {
	beforeEach(async () => {
		server.isLoggedIn = false;
		await expect(overview.get("me")).rejects.toThrow("unauthenticated");
		server.asked = [];
	});

	test("nothing more is sent", async () => {
		await expect(overview.post("label-rolls", { count: 1 })).rejects.toThrow("unauthenticated");

		expect(server.asked).toEqual([]);
		expect(shutOut).toContain("logged_out");
	});

	test("it goes on when the same person is logged in again", async () => {
		expect(await overview.isBack()).toBe(false);
		server.isLoggedIn = true;

		expect(await overview.isBack()).toBe(true);

		expect(await overview.post("label-rolls", { count: 1 })).toEqual({ bearer: null });
	});

	test("it does not go on when somebody else is", async () => {
		server.isLoggedIn = true;
		server.person = THU;

		expect(await overview.isBack()).toBe(false);

		await expect(overview.post("label-rolls", { count: 1 })).rejects.toThrow("another_person");
	});
});
