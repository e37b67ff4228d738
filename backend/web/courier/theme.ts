/** Light, dark, or as the phone says. */

export type Theme = "auto" | "light" | "dark";

const KEPT = "hoso.theme";

export function theme(): Theme {
	const kept = localStorage.getItem(KEPT);
	return kept === "light" || kept === "dark" ? kept : "auto";
}

export function setTheme(chosen: Theme): void {
	localStorage.setItem(KEPT, chosen);
	applyTheme();
}

export function applyTheme(): void {
	const chosen = theme();
	if (chosen === "auto") delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = chosen;
}
