import { beforeEach, expect, test } from "vitest";
import type { KeptScan } from "../shared/device/database";
import { StorageFull } from "../shared/device/outbox";
import type { Statement } from "../shared/scan";
import { Answering } from "./answering.svelte";
import { knownItem, LABEL, ownScan, TIP } from "./test_things";

const given = knownItem({ state: "delivered", verdict: "pending" });

class Desk {
	own: KeptScan[] = [];
	signed: Statement[] = [];
	isFull = false;

	async sign(statement: Statement): Promise<KeptScan> {
		if (this.isFull) throw new StorageFull();
		this.signed.push(statement);
		const scan = ownScan({ act: statement.act, of: statement.of ?? "" });
		this.own = [...this.own, scan];
		return scan;
	}
}

let desk: Desk;
let answering: Answering;

beforeEach(() => {
	desk = new Desk();
	answering = new Answering(desk);
});

test("a confirm names the delivery, and stands on what is known of the item", async () => {
	await answering.sign(given, "delivery");

	expect(desk.signed).toEqual([{ act: "confirm", on: [{ l: LABEL, b: TIP }], of: "delivery" }]);
	expect(answering.signed("delivery")?.sync).toBe("pending");
	expect(answering.signed("another")).toBeNull();
});

test("two clicks, or one more after it, sign once", async () => {
	await Promise.all([answering.sign(given, "delivery"), answering.sign(given, "delivery")]);
	await answering.sign(given, "delivery");

	expect(desk.signed).toHaveLength(1);
});

test("the confirm of a take is not one of a delivery", () => {
	desk.own = [ownScan({ act: "confirm", of: "take" }), ownScan({ act: "offer", of: "delivery" })];

	expect(answering.signed("delivery")).toBeNull();
});

test("what one signer might not say keeps nobody else from saying it", async () => {
	desk.own = [ownScan({ act: "confirm", of: "delivery", sync: "safe", flags: ["no_grant"] })];
	expect(answering.signed("delivery")).toBeNull();

	await answering.sign(given, "delivery");

	expect(desk.signed).toHaveLength(1);
});

test("what could not be kept is said, and may be signed again", async () => {
	desk.isFull = true;
	await answering.sign(given, "delivery");
	expect(answering.error).toBeInstanceOf(StorageFull);

	desk.isFull = false;
	await answering.sign(given, "delivery");

	expect(answering.error).toBeNull();
	expect(desk.signed).toHaveLength(1);
});

test("a take that was denied is not confirmed after it", async () => {
	await answering.sign(given, "take", "deny");
	await answering.sign(given, "take", "confirm");

	expect(desk.signed).toMatchObject([{ act: "deny", of: "take" }]);
});
