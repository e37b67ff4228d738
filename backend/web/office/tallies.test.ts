import "../build/test_browser";
import { beforeEach, describe, expect, test } from "vitest";
import { Offline, Refused } from "../shared/device/api";
import { type Database, openPhone, type Sync } from "../shared/device/database";
import { Tallies } from "./tallies";
import { ownScan } from "./test_things";

let database: Database;
let server: Server;
let tallies: Tallies;
let names = 0;

/** A server that knows of no check but those it has, with an effect. */
class Server {
	told: string[] = [];
	fails: Error | null = null;
	#gate: Promise<void> = Promise.resolve();

	post = async <Answer>(_: string, { scan }: { scan?: string } & object): Promise<Answer> => {
		await this.#gate;
		if (this.fails !== null) throw this.fails;
		this.told.push(scan ?? "");
		return {} as Answer;
	};

	hold(): () => void {
		let pass = () => {};
		this.#gate = new Promise((open) => {
			pass = open;
		});
		return pass;
	}
}

function refused(code: string): Refused {
	return new Refused({ type: "", title: "", status: 404, code, retry: "never" });
}

function tally(scan: string) {
	return { scan, item: "item", counted: [[1, 0]] as [number, number][] };
}

async function checked(id: string, sync: Sync, seq = 0): Promise<void> {
	await database.put("scans", ownScan({ id, sync, seq, act: "check" }));
}

async function kept(): Promise<string[]> {
	return ((await database.browser.get("tallies")) ?? []).map(({ scan }) => scan);
}

beforeEach(async () => {
	names += 1;
	database = await openPhone(`tallies-${names}`);
	server = new Server();
	tallies = new Tallies(database, server);
});

describe("a count", () => {
	test.each(["pending", "refused", "aside", "unfolded"] as const)(
		"whose check is %s waits with it, and is told once the server has the check",
		async (sync) => {
			server.fails = refused("not_found");
			await checked("a", sync);
			await tallies.keep(tally("a"));
			await tallies.tell();
			expect(await kept()).toEqual(["a"]);

			server.fails = null;
			await checked("a", "safe");
			await tallies.tell();

			expect(server.told).toEqual(["a"]);
			expect(await kept()).toEqual([]);
		},
	);

	test("whose check a person has to see is kept until it has its effect", async () => {
		server.fails = refused("not_found");
		await checked("a", "person");
		await tallies.keep(tally("a"));
		await tallies.tell();
		expect(await kept()).toEqual(["a"]);

		server.fails = null;
		await tallies.tell();

		expect(await kept()).toEqual([]);
	});

	test("that waits holds up no other", async () => {
		await checked("a", "pending", 0);
		await checked("b", "safe", 1);
		await tallies.keep(tally("a"));
		await tallies.keep(tally("b"));

		await tallies.tell();

		expect(server.told).toEqual(["b"]);
		expect(await kept()).toEqual(["a"]);
	});

	test.each([
		["no network", new Offline()] as const,
		["a busy server", refused("unavailable")] as const,
	])("is kept over %s", async (_, why) => {
		server.fails = why;
		await checked("a", "safe");
		await tallies.keep(tally("a"));
		await tallies.tell();

		expect(await kept()).toEqual(["a"]);
	});

	test.each(["not_on_the_list", "invalid_request"])("is let go by %s", async (code) => {
		server.fails = refused(code);
		await checked("a", "safe");
		await tallies.keep(tally("a"));
		await tallies.tell();

		expect(await kept()).toEqual([]);
	});

	test("whose check is long forgotten here goes with what the server says last", async () => {
		server.fails = refused("not_found");
		await tallies.keep(tally("a"));
		await tallies.tell();

		expect(await kept()).toEqual([]);
	});

	test("that is kept while another is told is not lost, in this tab or in another", async () => {
		await checked("a", "safe", 0);
		await checked("b", "pending", 1);
		await checked("c", "pending", 2);
		const other = new Tallies(await openPhone(database.name), server);
		const pass = server.hold();
		await tallies.keep(tally("a"));

		await Promise.all([tallies.keep(tally("b")), other.keep(tally("c"))]);
		pass();
		await tallies.tell();

		expect((await kept()).sort()).toEqual(["b", "c"]);
	});
});
