/** What stands on the map, handed to MapLibre as the few things that changed. */

import {
	type GeoJSONSource,
	type GeoJSONSourceDiff,
	LngLatBounds,
	type MapLayerMouseEvent,
	type Map as MapLibre,
} from "maplibre-gl";
import { APART_ZOOM, type Diff, Drawing, type Drawn, type PinWords } from "./drawing";
import { PinButtons } from "./pin_buttons";
import { drawMark, type Inks, PIXELS } from "./pin_images";
import { PINS, PRESSED } from "./pin_layers";
import type { Pins } from "./pins";
import { type Place, Slides } from "./slide";

type Feature = NonNullable<GeoJSONSourceDiff["add"]>[number];

interface Told {
	chosen(id: string): void;
	/** How many things in view have no button of their own. */
	without(count: number): void;
}

/** A shorter way is none that one could see. */
const SEEN_PX = 2;
/** Which buttons there are is looked at so often at most while things change by themselves. */
const LOOK_MS = 500;
/** Changes are handed to the map together, so often at most: for each it draws all anew. */
const PACE_MS = 200;

export class PinMap {
	readonly #map: MapLibre;
	readonly #pins: Pins;
	readonly #told: Told;
	readonly #drawing: Drawing;
	readonly #buttons: PinButtons;
	#isStopped = false;
	#drawnMs = 0;
	#drawTimer: ReturnType<typeof setTimeout> | undefined;
	#lookTimer: ReturnType<typeof setTimeout> | undefined;
	readonly #slides = new Slides((places) => this.#slide(places));

	constructor(map: MapLibre, pins: Pins, words: PinWords, told: Told) {
		this.#map = map;
		this.#pins = pins;
		this.#told = told;
		this.#drawing = new Drawing(pins.shown, words);
		this.#buttons = new PinButtons(map, words, (drawn) => this.#press(drawn));
		map.on("zoomend", () => this.#put(this.#drawing.zoomTo(map.getZoom())));
		map.on("move", () => this.#buttons.follow());
		map.on("moveend", () => this.#look());
		map.on("click", PRESSED, (event) => this.#click(event));
		for (const [name, cursor] of [
			["mouseenter", "pointer"],
			["mouseleave", ""],
		] as const) {
			map.on(name, PRESSED, () => {
				map.getCanvas().style.cursor = cursor;
			});
		}
		this.#drawing.zoomTo(map.getZoom());
		this.#drawing.update(new Set(pins.shown.keys()));
	}

	/** Draw marks in these inks from now on, by names that begin with `look`. */
	ink(look: string, inks: Inks): void {
		this.#map.setMissingStyleImageResolver((id) => {
			if (!id.startsWith(look)) return;
			const image = drawMark(id.slice(look.length), inks);
			if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: PIXELS });
		});
	}

	/** The map has forgotten what stood on it. */
	redraw(): void {
		this.#draw();
		const features = [...this.#drawing.drawn.values()].map((drawn) => featureOf(drawn, drawn.at));
		void this.#source()?.setData({ type: "FeatureCollection", features });
		this.#look();
	}

	/** Draw what has changed of the pins since the last time; soon, and not for each fact. */
	update(): void {
		const waitMs = Math.max(0, this.#drawnMs + PACE_MS - performance.now());
		this.#drawTimer ??= setTimeout(() => this.#draw(), waitMs);
	}

	#draw(): void {
		clearTimeout(this.#drawTimer);
		this.#drawTimer = undefined;
		this.#drawnMs = performance.now();
		this.#put(this.#drawing.update(this.#pins.take()));
	}

	choose(id: string | null): void {
		this.#put(this.#drawing.choose(id));
		this.#buttons.choose(id);
		this.#look();
	}

	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#drawTimer);
		clearTimeout(this.#lookTimer);
		this.#slides.stop();
		this.#buttons.stop();
	}

	#source(): GeoJSONSource | undefined {
		return this.#map.getSource<GeoJSONSource>(PINS);
	}

	#put({ gone, put }: Diff): void {
		if (gone.length + put.length === 0) return;
		for (const id of gone) this.#slides.drop(id);
		const add = put.map((drawn) => featureOf(drawn, this.#placed(drawn)));
		void this.#handed({ remove: gone, add }).then(() => {
			for (const drawn of put) this.#buttons.update(drawn, this.#shown(drawn));
		});
		this.#lookTimer ??= setTimeout(() => this.#look(), LOOK_MS);
	}

	/** Where it is drawn now: on its way, if one sees that it moved. */
	#placed({ id, at, before, isCrowd }: Drawn): Place {
		const from = this.#slides.placeOf(id) ?? before;
		if (from !== null && !isCrowd && this.#isSeen(from, at)) return this.#slides.to(id, from, at);
		this.#slides.drop(id);
		return at;
	}

	#isSeen(from: Place, to: Place): boolean {
		const [one, other] = [this.#map.project(from), this.#map.project(to)];
		if (Math.hypot(one.x - other.x, one.y - other.y) < SEEN_PX) return false;
		const bounds = this.#map.getBounds();
		return bounds.contains(from) || bounds.contains(to);
	}

	/** Buttons follow what the map has drawn, however late that is. */
	async #slide(places: ReadonlyMap<string, Place>): Promise<void> {
		const update = [...places].map(([id, coordinates]) => ({
			...{ id, newGeometry: { type: "Point" as const, coordinates } },
		}));
		await this.#handed({ update });
		for (const [id, place] of places) this.#buttons.move(id, place);
	}

	/** A map that is gone draws nothing any more. */
	async #handed(diff: GeoJSONSourceDiff): Promise<void> {
		if (!this.#isStopped) await this.#source()?.updateData(diff);
	}

	/** What is in view has changed, and so what is to be pressed by keyboard. */
	#look(): void {
		clearTimeout(this.#lookTimer);
		this.#lookTimer = undefined;
		const left = this.#buttons.show(this.#drawing.drawn.values(), (drawn) => this.#shown(drawn));
		this.#told.without(left);
	}

	#shown({ id, at }: Drawn): Place {
		return this.#slides.placeOf(id) ?? at;
	}

	#click(event: MapLayerMouseEvent): void {
		const id = event.features?.[0]?.properties.id;
		const drawn = this.#drawing.drawn.get(String(id));
		if (drawn !== undefined) this.#press(drawn);
	}

	/** Of those who stand close one looks closer, until each stands for himself. */
	#press({ pins, isCrowd }: Drawn): void {
		const [first] = pins;
		if (first === undefined) return;
		if (!isCrowd) {
			this.#told.chosen(first.id);
			return;
		}
		const bounds = new LngLatBounds();
		for (const { lon, lat } of pins) bounds.extend([lon, lat]);
		this.#buttons.expect(pins.map(({ id }) => id));
		this.#map.fitBounds(bounds, { padding: 80, maxZoom: APART_ZOOM });
	}
}

function featureOf({ id, look }: Drawn, at: Place): Feature {
	const geometry = { type: "Point" as const, coordinates: at };
	return { type: "Feature", id, geometry, properties: { ...look } };
}
