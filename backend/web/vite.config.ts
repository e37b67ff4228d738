import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { isInlined } from "./build/inlining";
import { words } from "./build/words";
import { version } from "./package.json";

// The office and the citizen's page: Django writes the HTML, django-vite reads the manifest.
const entries = ["office/main.ts", "office/door.css", "citizen/main.ts"];

export default defineConfig({
	base: "/static/",
	define: { __APP_VERSION__: JSON.stringify(version) },
	publicDir: false,
	plugins: [svelte(), words("office")],
	build: {
		outDir: "../static",
		emptyOutDir: false, // the courier's build lives in a folder of it
		manifest: "manifest.json",
		assetsInlineLimit: isInlined,
		target: "es2022",
		chunkSizeWarningLimit: 1500,
		rolldownOptions: { input: entries },
	},
});
