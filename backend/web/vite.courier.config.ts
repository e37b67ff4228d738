import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { isInlined } from "./build/inlining";
import { words } from "./build/words";
import { version } from "./package.json";

const PAGE = "/courier/";
const ASSETS = "/static/courier/";

export default defineConfig({
	root: "courier",
	base: ASSETS,
	define: { __APP_VERSION__: JSON.stringify(version) },
	plugins: [
		svelte(),
		words("courier"),
		VitePWA({
			strategies: "injectManifest",
			srcDir: "worker",
			filename: "sw.ts",
			injectRegister: false, // main.ts does, since page and assets have different addresses
			manifest: false, // a plain file in public/
			injectManifest: {
				globPatterns: ["**/*.{js,css,html,wasm,woff2,svg,png,webmanifest}"],
				maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
				manifestTransforms: [
					(found) => ({
						manifest: found.map((entry) => ({
							...entry,
							url: entry.url === "index.html" ? PAGE : ASSETS + entry.url,
						})),
						warnings: [],
					}),
				],
			},
		}),
	],
	build: {
		outDir: "../../static/courier",
		emptyOutDir: true,
		assetsInlineLimit: isInlined,
		target: "es2022",
	},
});
