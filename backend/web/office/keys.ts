/** Keys that a page of the office hears wherever the focus is. */

/** Whether a key is the page's: whatever dialog lies above it keeps all keys for itself. */
export function isForPage(page: Pick<Document, "querySelector"> = document): boolean {
	return page.querySelector("dialog[open]") === null;
}
