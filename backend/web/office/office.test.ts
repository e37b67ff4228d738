import "../build/test_browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ManualSocket } from "../build/manual_socket";
import { openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { Desk } from "./desk.svelte";
import { Office } from "./office.svelte";
import { hat, LABEL, me, OFFICE } from "./test_things";
import { workplaces } from "./workplace";

/** The page's own channel, and what other tabs say on it. */
class Channel {
	static newest: Channel;
	onmessage: ((message: MessageEvent) => void) | null = null;
	said: unknown[] = [];

	constructor() {
		Channel.newest = this;
	}

	postMessage(data: unknown): void {
		this.said.push(data);
	}

	close(): void {}

	hears(data: unknown): void {
		this.onmessage?.(new MessageEvent("message", { data }));
	}
}

let office: Office;

beforeEach(async () => {
	vi.stubGlobal("BroadcastChannel", Channel);
	vi.stubGlobal("WebSocket", ManualSocket);
	vi.stubGlobal(
		"document",
		Object.assign(new EventTarget(), { visibilityState: "hidden", cookie: "" }),
	);
	vi.stubGlobal("addEventListener", () => {});
	vi.stubGlobal("removeEventListener", () => {});
	vi.stubGlobal("location", { origin: "https://hoso.example" });
	vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
	const clerk = me(hat({ role: "clerk" }));
	const [place] = workplaces(clerk);
	if (place === undefined) throw new Error("no place");
	const key = await makeDeviceKey();
	const name = "Một cửa Phú Ninh";
	const enrolment = { key, office: { id: OFFICE, name }, root: key.jwk, enrolledMs: 0 };
	const desk = new Desk(await openPhone("office-test"), enrolment, clerk.person.id);
	office = new Office(clerk, place, desk);
	await office.start();
});

afterEach(() => {
	office.live.stop();
	vi.unstubAllGlobals();
});

test("a page says whom it shows, and signs nothing once another tab shows somebody else", async () => {
	expect(Channel.newest.said).toEqual(["sen"]);

	Channel.newest.hears("another");

	expect(office.shutOut).toBe("another_person");
	await expect(office.desk?.sign({ act: "check", on: [{ l: LABEL }] })).rejects.toMatchObject({
		problem: { code: "another_person" },
	});
	expect(await office.desk?.outbox.counts()).toMatchObject({ pending: 0 });
});

test("a tab that shows the same person takes nothing away", async () => {
	Channel.newest.hears("sen");

	expect(office.shutOut).toBeNull();
});
