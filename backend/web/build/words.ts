import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import type { Plugin } from "vite";

const WEB = dirname(import.meta.dirname);
const LOCALES = ["vi", "en"] as const;

/** The keys that one language of an app says and another does not. */
function missingWords(app: string): string[] {
	const [vi, en] = LOCALES.map((locale) => keysOf(join(WEB, app, "messages", `${locale}.json`)));
	if (vi === undefined || en === undefined) return [];
	return [...[...vi].filter((key) => !en.has(key)), ...[...en].filter((key) => !vi.has(key))];
}

/** Compile an app's sentences; a sentence without its translation fails the build. */
export function words(app: string): Plugin[] {
	const compiler = paraglideVitePlugin({
		project: join(WEB, app, "project.inlang"),
		outdir: join(WEB, app, "words"),
		strategy: ["localStorage", "preferredLanguage", "baseLocale"],
		emitTsDeclarations: true,
		emitReadme: false,
	});
	const completeness: Plugin = {
		name: "hoso:complete-words",
		buildStart() {
			const missing = missingWords(app);
			if (missing.length > 0) this.error(`${app} lacks a translation of: ${missing.join(", ")}`);
		},
	};
	return [completeness, compiler as Plugin];
}

function keysOf(path: string): Set<string> {
	const sentences: Record<string, unknown> = JSON.parse(readFileSync(path, "utf-8"));
	return new Set(Object.keys(sentences).filter((key) => !key.startsWith("$")));
}
