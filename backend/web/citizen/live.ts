// Keep an open page current: its parts come anew from the server, the socket only says when.
import { Feed, type Light, type Place } from "../shared/feed";

/** Follow the stream of a dossier's page. */
export function follow(dossier: HTMLElement): void {
	const { stream } = dossier.dataset;
	if (stream === undefined) return;
	const scheme = location.protocol === "https:" ? "wss" : "ws";
	const feed = new Feed(`${scheme}://${location.host}/ws/track`, [stream], {
		ticket: () => ticketFor(dossier),
		snapshot: () => renew(dossier),
		entry: () => void renew(dossier).catch(() => undefined), // the next head asks again
		light: show,
	});
	feed.start();
	addEventListener("online", () => feed.hurry());
}

async function ticketFor(dossier: HTMLElement): Promise<string> {
	const { ticket, token } = dossier.dataset;
	const answer = await ask(ticket, {
		method: "POST",
		headers: { "X-CSRFToken": token ?? "" },
	});
	const said = (await answer.json()) as { ticket: string };
	return said.ticket;
}

/** Fetch what the page says now and put it in place; return where in the stream that stands. */
async function renew(dossier: HTMLElement): Promise<Place> {
	const answer = await ask(dossier.dataset.part, {});
	const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
	const { epoch, position } = (part.firstElementChild as HTMLElement).dataset;
	const before = headline(dossier);
	dossier.replaceChildren(...part.childNodes);
	const after = headline(dossier);
	if (before !== after) announce(after);
	return { epoch: epoch ?? "", position: Number(position) };
}

async function ask(path: string | undefined, init: RequestInit): Promise<Response> {
	const answer = await fetch(path ?? "", { ...init, cache: "no-store" });
	if (answer.status === 404) location.reload(); // the visit is over: the page asks for the slip
	if (!answer.ok) throw new Error(String(answer.status));
	return answer;
}

function headline(dossier: HTMLElement): string {
	return dossier.querySelector("h1")?.textContent ?? "";
}

/** Say a new headline to whoever listens to the page; the rest is there to be read. */
function announce(text: string): void {
	const said = document.querySelector("#said");
	if (said !== null) said.textContent = text;
}

function show(light: Light): void {
	const shown = document.querySelector<HTMLElement>("#light");
	if (shown === null) return;
	shown.hidden = false;
	shown.dataset.is = light.is;
	shown.textContent = shown.dataset[`say${light.is}`] ?? "";
	document.documentElement.classList.toggle("is-live", light.is === "live");
}
