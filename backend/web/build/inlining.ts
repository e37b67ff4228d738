/** Only icons go into the style sheet: the pages' policy takes letters from our own origin alone. */
export function isInlined(path: string): false | undefined {
	return path.endsWith(".svg") ? undefined : false;
}
