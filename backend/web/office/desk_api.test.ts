import "../build/test_browser";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refused } from "../shared/device/api";
import { makeDeviceKey } from "../shared/signing";
import { DeskApi, type ShutOut } from "./desk_api";

const SEN = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee01";
const HOUR_MS = 3_600_000;

/** A server that knows one desk, and who is logged in at its browser. */
class Server {
	person = SEN;
	isRevoked = false;
	believed = new Set<string>();
	asked: string[] = [];
	#opened = 0;

	fetch = async (url: string, init: RequestInit): Promise<Response> => {
		const path = url.replace("/api/v1/", "");
		const headers = init.headers as Record<string, string>;
		this.asked.push(path);
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

beforeEach(async () => {
	server = new Server();
	shutOut = [];
	vi.stubGlobal("fetch", server.fetch);
	vi.stubGlobal("document", { cookie: "__Host-csrf=token" });
	api = new DeskApi({ key: await makeDeviceKey(), person: SEN }, (why) => shutOut.push(why));
});

afterEach(() => {
	vi.unstubAllGlobals();
});

describe("a desk's calls", () => {
	test("prove its key once, however many begin together", async () => {
		const answers = await Promise.all([api.get("me"), api.get("procedures"), api.post("x", {})]);

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

	test("never go out in another person's name, whom another tab logged in", async () => {
		await api.get("me");
		server.believed.clear();
		server.person = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee02";

		await expect(api.post("label-rolls", { count: 1 })).rejects.toThrow(Refused);

		expect(server.count("label-rolls")).toBe(1);
		expect(shutOut).toEqual(["logged_out"]);
	});

	test("are those of a log-in alone at a browser that is no desk", async () => {
		const atHome = new DeskApi(null);

		expect(await atHome.get("me")).toEqual({ bearer: null });
		expect(server.asked).toEqual(["me"]);
	});
});
