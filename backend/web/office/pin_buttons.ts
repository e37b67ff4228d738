/**
 * The marks of the map as buttons: for whoever has no mouse, or hears the page. They lie unseen upon
 * what the map draws. There are so many and no more, the most pressing of what is in view; a press
 * on any other mark the map itself hears.
 */

import type { Map as MapLibre } from "maplibre-gl";
import type { Drawn, PinWords } from "./drawing";
import type { Place } from "./slide";

interface Made {
	element: HTMLButtonElement;
	drawn: Drawn;
	place: Place;
	paintedMs: number;
}

const MOST = 100;
/** What is called by its age is called anew so often. */
const LABEL_MS = 5_000;
const CHOSEN = 1_000;
const ASIDE_PX = 14;

export class PinButtons {
	readonly #map: MapLibre;
	readonly #words: PinWords;
	readonly #pressed: (drawn: Drawn) => void;
	readonly #list: HTMLElement;
	readonly #made = new Map<string, Made>();
	#chosen: string | null = null;
	/** Of whose buttons the first that comes gets the focus. */
	#expected: ReadonlySet<string> = new Set();

	constructor(map: MapLibre, words: PinWords, pressed: (drawn: Drawn) => void) {
		this.#map = map;
		this.#words = words;
		this.#pressed = pressed;
		this.#list = document.createElement("div");
		this.#list.className = "pins";
		map.getCanvasContainer().append(this.#list);
	}

	/** Have buttons for the most pressing in view; answers for how many there are none. */
	show(all: Iterable<Drawn>, placeOf: (drawn: Drawn) => Place): number {
		const bounds = this.#map.getBounds();
		const inView = [...all].filter((drawn) => bounds.contains(drawn.at));
		inView.sort((one, other) => this.#weightOf(other) - this.#weightOf(one));
		const wanted = inView.slice(0, MOST);
		const ids = new Set(wanted.map(({ id }) => id));
		for (const [id, { element }] of this.#made) if (!ids.has(id)) this.#drop(id, element);
		for (const drawn of wanted) this.#paint(drawn, placeOf(drawn));
		this.#focusExpected();
		return inView.length - wanted.length;
	}

	/** One that has a button looks otherwise. */
	update(drawn: Drawn, place: Place): void {
		if (this.#made.has(drawn.id)) this.#paint(drawn, place);
	}

	choose(id: string | null): void {
		this.#chosen = id;
	}

	/** The next button of one of these gets the focus: theirs has just gone. */
	expect(ids: readonly string[]): void {
		const isAmong = [...this.#made.values()].some(
			({ element, drawn }) => element === document.activeElement && drawn.isCrowd,
		);
		this.#expected = new Set(isAmong ? ids : []);
	}

	move(id: string, place: Place): void {
		const made = this.#made.get(id);
		if (made === undefined) return;
		made.place = place;
		this.#place(made);
	}

	/** The map was moved under them. */
	follow(): void {
		for (const made of this.#made.values()) this.#place(made);
	}

	stop(): void {
		this.#list.remove();
	}

	#weightOf({ id, look }: Drawn): number {
		return id === this.#chosen ? CHOSEN : look.weight;
	}

	#paint(drawn: Drawn, place: Place): void {
		const made = this.#made.get(drawn.id) ?? this.#make(drawn, place);
		const { element } = made;
		const { look, pins, isCrowd } = drawn;
		const isOld = performance.now() - made.paintedMs > LABEL_MS;
		made.place = place;
		this.#place(made);
		const isPressed = String(drawn.id === this.#chosen);
		if (element.ariaPressed !== isPressed) element.ariaPressed = isPressed;
		const [pin] = pins;
		if (pin === undefined || (made.drawn === drawn && !isOld)) return;
		made.paintedMs = performance.now();
		made.drawn = drawn;
		element.dataset.shape = isCrowd ? "crowd" : pin.shape;
		element.dataset.wide = String(look.isWide);
		element.dataset.age = pin.age;
		element.style.zIndex = String(look.weight);
		const label = isCrowd ? this.#words.crowdLabel(pins) : this.#words.label(pin);
		if (element.ariaLabel !== label) element.ariaLabel = label;
		const beside = element.lastElementChild;
		if (beside !== null && beside.textContent !== look.beside) beside.textContent = look.beside;
	}

	#make(drawn: Drawn, place: Place): Made {
		const element = document.createElement("button");
		element.type = "button";
		element.className = "pin";
		for (const name of ["disc", "beside"]) {
			const part = document.createElement("span");
			part.className = name;
			part.ariaHidden = "true";
			element.append(part);
		}
		const made: Made = { element, drawn, place, paintedMs: Number.NEGATIVE_INFINITY };
		element.addEventListener("click", (event) => {
			event.stopPropagation();
			this.#pressed(made.drawn);
		});
		this.#made.set(drawn.id, made);
		this.#list.append(element);
		return made;
	}

	#place({ element, drawn, place }: Made): void {
		const { x, y } = this.#map.project(place);
		const aside = drawn.look.isAside ? ASIDE_PX : 0;
		element.style.transform = `translate(${Math.round(x + aside)}px, ${Math.round(y + aside)}px) translate(-50%, -50%)`;
	}

	/** Whoever was at it is not thrown out of the map. */
	#drop(id: string, element: HTMLButtonElement): void {
		const hadFocus = element === document.activeElement;
		element.remove();
		this.#made.delete(id);
		if (hadFocus) this.#map.getCanvas().focus();
	}

	#focusExpected(): void {
		for (const id of this.#expected) {
			const made = this.#made.get(id);
			if (made === undefined) continue;
			this.#expected = new Set();
			made.element.focus();
			return;
		}
	}
}
