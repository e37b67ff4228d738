import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["{shared,courier,office,citizen,build}/**/*.test.ts"],
		environment: "node",
		restoreMocks: true,
	},
});
