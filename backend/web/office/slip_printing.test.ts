import { beforeEach, describe, expect, test } from "vitest";
import { Offline } from "../shared/device/api";
import { mayPrintSlip, SlipPrinting } from "./slip_printing.svelte";
import { CENTRE, hat, item, me, OFFICE } from "./test_things";
import { workplaces } from "./workplace";

describe("a slip is printed", () => {
	const [clerk] = workplaces(me(hat({ role: "clerk" })));
	const [officer] = workplaces(me(hat({ role: "officer" })));
	if (clerk === undefined || officer === undefined) throw new Error("no place");
	const back = { direction: "back", origin: CENTRE, destination: OFFICE } as const;

	test("by the clerk of the office where the dossier came in, on its way there and back", () => {
		expect(mayPrintSlip(item(), clerk)).toBe(true);
		expect(mayPrintSlip(item(back), clerk)).toBe(true);
	});

	test("by nobody else, and not once the result is returned", () => {
		expect(mayPrintSlip(item({ origin: CENTRE }), clerk)).toBe(false);
		expect(mayPrintSlip(item(), officer)).toBe(false);
		expect(mayPrintSlip(item({ ...back, business_state: "returned" }), clerk)).toBe(false);
	});
});

describe("a slip that is printed anew", () => {
	let made: string[];
	let printed: number;
	let isJammed: boolean;
	let isAway: boolean;
	let printing: SlipPrinting;

	beforeEach(() => {
		[made, printed, isJammed, isAway] = [[], 0, false, false];
		const postForFile = async (path: string) => {
			if (isAway) throw new Offline();
			made.push(path);
			return new Blob();
		};
		printing = new SlipPrinting({ postForFile }, async () => {
			if (isJammed) throw new Offline();
			printed += 1;
		});
		printing.ask();
	});

	test("comes once, however often the button is pressed", async () => {
		await Promise.all([printing.print("d"), printing.print("d")]);

		expect(made).toEqual(["dossiers/d/slips"]);
		expect(printed).toBe(1);
		expect(printing.isAsking).toBe(false);
	});

	test("is the same one where it was made and did not come out", async () => {
		isJammed = true;
		await printing.print("d");
		expect(printing.error).toBeInstanceOf(Offline);
		isJammed = false;

		await printing.print("d");

		expect(made).toHaveLength(1);
		expect(printed).toBe(1);
	});

	test("is asked for again where no answer came, and the failure is forgotten with the question", async () => {
		isAway = true;
		await printing.print("d");
		expect(printing.isAsking).toBe(true);

		printing.keep();

		expect(printing.isAsking).toBe(false);
		expect(printing.error).toBeNull();
	});
});
