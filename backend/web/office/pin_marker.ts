/** A pin as a button on the map: the same element lives on and slides while its holder moves. */

import { type Map as MapLibre, Marker } from "maplibre-gl";
import { crowdedOut } from "./crowding";
import type { Pin } from "./pins";
import { Slide } from "./slide";

export interface PinWords {
	/** What a screen reader hears of a pin: who, how many items, how old. */
	label(pin: Pin): string;
	/** What stands beside a pin that is not fresh; empty if nothing has to. */
	beside(pin: Pin): string;
}

const DISTRICT_ZOOM = 7;
const COMMUNE_ZOOM = 8.8;
/** Sizes as pages.css draws them: what names are given room by. */
const CHARACTER_PX = 6.8;
const WIDE_PX = 15;
const NARROW_PX = 6;
const BESIDE_ITS_OFFICE: [number, number] = [14, 14];

export class PinMarkers {
	readonly #map: MapLibre;
	readonly #words: PinWords;
	readonly #chosen: (id: string) => void;
	readonly #markers = new Map<string, { marker: Marker; slide: Slide }>();

	constructor(map: MapLibre, words: PinWords, chosen: (id: string) => void) {
		this.#map = map;
		this.#words = words;
		this.#chosen = chosen;
	}

	/** Show exactly these pins, in this order from below to above. */
	show(pins: readonly Pin[], selected: string | null): void {
		const zoom = this.#map.getZoom();
		const wanted = pins.filter((pin) => isDrawn(pin, zoom));
		const ids = new Set(wanted.map((pin) => pin.id));
		for (const [id, { marker, slide }] of this.#markers) {
			if (ids.has(id)) continue;
			slide.stop();
			marker.remove();
			this.#markers.delete(id);
		}
		const nameless = this.#nameless(wanted, selected);
		for (const [height, pin] of wanted.entries()) {
			const element = this.#draw(pin, height, pin.id === selected);
			element.dataset.named = String(!nameless.has(pin.id));
		}
	}

	/** Nothing slides any more: the map goes away. */
	stop(): void {
		for (const { slide } of this.#markers.values()) slide.stop();
	}

	#nameless(pins: readonly Pin[], selected: string | null): Set<string> {
		const named = pins.map((pin) => {
			const { x, y } = this.#map.project([pin.lon, pin.lat]);
			const width = CHARACTER_PX * this.#words.beside(pin).length;
			const half = pin.items > 0 ? WIDE_PX : NARROW_PX;
			return { id: pin.id, x, y, half, width, weight: weightOf(pin, pin.id === selected) };
		});
		return crowdedOut(named);
	}

	#draw(pin: Pin, height: number, isSelected: boolean): HTMLElement {
		const { marker, slide } = this.#markers.get(pin.id) ?? this.#made(pin);
		const element = marker.getElement();
		paint(element, pin, this.#words);
		marker.setOffset(pin.age === "unsure" ? BESIDE_ITS_OFFICE : [0, 0]);
		element.style.zIndex = String(isSelected ? 1_000 : height);
		element.setAttribute("aria-pressed", String(isSelected));
		slide.to([pin.lon, pin.lat]);
		return element;
	}

	#made(pin: Pin) {
		const element = document.createElement("button");
		element.type = "button";
		element.className = "pin";
		const [disc, flag] = [span("disc"), span("flag")];
		for (const each of [disc, flag]) each.append(span("n"));
		element.append(disc, flag, span("beside"));
		element.addEventListener("click", (event) => {
			event.stopPropagation();
			this.#chosen(pin.id);
		});
		const marker = new Marker({ element }).setLngLat([pin.lon, pin.lat]).addTo(this.#map);
		const slide = new Slide([pin.lon, pin.lat], (place) => marker.setLngLat(place));
		const made = { marker, slide };
		this.#markers.set(pin.id, made);
		return made;
	}
}

/** Offices that hold something are always shown, others as far as one looks closely. */
function isDrawn(pin: Pin, zoom: number): boolean {
	if (pin.shape === "courier" || pin.items > 0) return zoom >= DISTRICT_ZOOM;
	if (!pin.isCounter) return false;
	return zoom >= (pin.level === "commune" ? COMMUNE_ZOOM : DISTRICT_ZOOM);
}

const WEIGHTS: Readonly<Record<string, number>> = { province: 4, district: 3, commune: 1 };

function weightOf(pin: Pin, isSelected: boolean): number {
	if (isSelected) return 100;
	const rank = pin.shape === "courier" ? 2 : (WEIGHTS[pin.level] ?? 1);
	return 10 * rank + (pin.late > 0 ? 40 : 0) + (pin.items > 0 ? 5 : 0) + Math.min(9, pin.items);
}

/** A ghost's ring grows with how far its courier may have come since. */
function reachPx(ageMs: number): number {
	return Math.min(30, 6 + ageMs / 60_000);
}

function paint(element: HTMLElement, pin: Pin, words: PinWords): void {
	const [disc, flag, beside] = element.children as unknown as [
		HTMLElement,
		HTMLElement,
		HTMLElement,
	];
	element.dataset.shape = pin.shape;
	element.dataset.level = pin.level;
	element.dataset.age = pin.age;
	element.dataset.empty = String(pin.items === 0);
	element.setAttribute("aria-label", words.label(pin));
	number(disc, pin.items);
	disc.style.setProperty("--reach", `${reachPx(pin.ageMs)}px`);
	disc.style.setProperty("--heading", `${pin.headingDeg ?? 0}deg`);
	disc.dataset.heading = String(pin.headingDeg !== null);
	number(flag, pin.urgent);
	flag.hidden = pin.urgent === 0;
	flag.dataset.late = String(pin.late > 0);
	beside.textContent = words.beside(pin);
}

/** Drawn and not written: the button's name says it in words, and begins with what stands beside. */
function number(element: HTMLElement, count: number): void {
	const figure = element.firstElementChild as HTMLElement;
	figure.dataset.n = count > 0 ? String(count) : "";
}

function span(name: string): HTMLElement {
	const element = document.createElement("span");
	element.className = name;
	element.ariaHidden = "true";
	return element;
}
