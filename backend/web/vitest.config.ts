import { defineConfig } from "vitest/config";
import { runes } from "./build/runes";

export default defineConfig({
	plugins: [runes()],
	test: {
		include: ["{shared,courier,office,citizen,build}/**/*.test.ts"],
		environment: "node",
		restoreMocks: true,
		testTimeout: 120_000, // no test asserts a time: on a busy machine any may take long
	},
});
