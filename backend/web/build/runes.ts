import { compileModule } from "svelte/compiler";
import type { Plugin } from "vite";

/** For tests: classes with runes, compiled as for a browser; Node's own way would freeze `$derived`. */
export function runes(): Plugin {
	return {
		name: "hoso:runes",
		enforce: "post",
		transform(code, id) {
			if (!id.endsWith(".svelte.ts")) return null;
			const { js } = compileModule(code, { filename: id, generate: "client" });
			return { code: js.code, map: js.map };
		},
	};
}
