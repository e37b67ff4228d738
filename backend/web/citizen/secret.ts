// The QR code says its secret behind the #, which no browser sends: it is posted, once, and forgotten.

const SECRET = /^#[A-Za-z0-9_-]{22}$/;

/** Send the secret of the address in the form, if there is one, and take it out of the address. */
export function postSecret(page: Document): void {
	const { hash, pathname } = page.location;
	if (!SECRET.test(hash)) return;
	history.replaceState(null, "", pathname);
	const form = page.querySelector<HTMLFormElement>("form#look-up");
	const field = form?.querySelector<HTMLInputElement>("input[name=secret]");
	if (form == null || field == null) return;
	field.disabled = false;
	field.value = hash.slice(1);
	form.submit(); // unlike a press of the button, it does not ask for the PIN
}
