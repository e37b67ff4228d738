import { expect, test } from "vitest";
import { modelName } from "./model";

const ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36";

test.each([
	["Android that hides its model", ANDROID, "Android 10"],
	["an older Android", "Mozilla/5.0 (Linux; Android 9; SM-A105F) Chrome", "Android 9, SM-A105F"],
	[
		"an iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari",
		"iPhone, CPU iPhone OS 17_0 like Mac OS X",
	],
	["a browser that says nothing", "Mozilla/5.0", "phone"],
])("%s is named", async (_, userAgent, name) => {
	expect(await modelName({ userAgent })).toBe(name);
});

test("a browser that tells the model when asked is asked", async () => {
	const userAgentData = {
		platform: "Android",
		getHighEntropyValues: async () => ({ model: "Pixel 7", platformVersion: "14.0.0" }),
	};

	expect(await modelName({ userAgent: ANDROID, userAgentData })).toBe("Pixel 7, Android 14");
});

test("a browser that refuses the question is named as before", async () => {
	const userAgentData = {
		platform: "Android",
		getHighEntropyValues: () => Promise.reject(new DOMException("no", "NotAllowedError")),
	};

	expect(await modelName({ userAgent: ANDROID, userAgentData })).toBe("Android 10");
});
