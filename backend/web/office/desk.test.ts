import "../build/test_browser";
import { expect, test } from "vitest";
import { openPhone } from "../shared/device/database";
import { makeDeviceKey } from "../shared/signing";
import { Desk } from "./desk.svelte";

const PERSON = "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee01";
const OFFICE = { id: "0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee02", name: "Một cửa Phú Ninh" };

async function openDesk(): Promise<Desk> {
	const key = await makeDeviceKey();
	const enrolment = { key, office: OFFICE, root: key.jwk, enrolledMs: Date.now() };
	return new Desk(await openPhone("desk-test"), enrolment, PERSON);
}

test("a desk signs nothing in the name of somebody who was logged out", async () => {
	const desk = await openDesk();
	const end = new Error("logged out");
	desk.end = end;

	await expect(desk.sign({ act: "check", on: [{ l: "label", b: "tip" }] })).rejects.toBe(end);

	expect(await desk.outbox.counts()).toMatchObject({ pending: 0 });
});
