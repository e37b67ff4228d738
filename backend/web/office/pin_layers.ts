/** How the map draws what stands on it: layers over one source, from below to above. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";

export const PINS = "pins";
/** What can be pressed. */
export const PRESSED = ["pin-discs", "pin-flags"];

export interface PinColours {
	ink: string;
	label: string;
	halo: string;
}

type Symbols = Extract<LayerSpecification, { type: "symbol" }>;

const ASIDE_PX = 14; // an unsure courier stands beside his last office
const FLAG_PX = 13;
const REGULAR = ["Be Vietnam Pro"];
// MapLibre takes the weight from the first name and the letters from the first that there is.
const MEDIUM = ["Medium", "Be Vietnam Pro"];
const STRONG = ["SemiBold", "Be Vietnam Pro"];

/** `look` is before the name of every image, so that another theme draws its own. */
export function pinLayers(look: string, colours: PinColours): LayerSpecification[] {
	const beaks = marks("pin-beaks", look, "beak");
	return [
		marks("pin-reaches", look, "reach"),
		{ ...beaks, layout: { ...beaks.layout, "icon-rotate": ["get", "turn"] } },
		names(colours),
		marks("pin-discs", look, "disc"),
		marks("pin-flags", look, "flag", FLAG_PX),
	];
}

function marks(id: string, look: string, property: string, upPx = 0): Symbols {
	return {
		id,
		type: "symbol",
		source: PINS,
		filter: ["has", property],
		layout: {
			"icon-image": ["concat", look, ["get", property]],
			"icon-offset": offset(upPx),
			"icon-allow-overlap": true,
			// Names give way to every disc, and to nothing that is drawn beside one.
			"icon-ignore-placement": property !== "disc",
			"icon-padding": 0,
			"symbol-sort-key": ["get", "weight"],
		},
	};
}

/** To the upper right, and beside what it stands for where that is unsure. */
function offset(upPx: number): ExpressionSpecification {
	const aside = [upPx + ASIDE_PX, ASIDE_PX - upPx];
	const straight = [upPx, -upPx];
	return ["case", ["get", "isAside"], ["literal", aside], ["literal", straight]];
}

function names({ ink, label, halo }: PinColours): Symbols {
	const isCommune: ExpressionSpecification = ["==", ["get", "voice"], "commune"];
	const isStrong: ExpressionSpecification = ["==", ["get", "voice"], "strong"];
	return {
		id: "pin-names",
		type: "symbol",
		source: PINS,
		layout: {
			"text-field": ["get", "beside"],
			"text-font": [
				...["case", isStrong, ["literal", STRONG], isCommune, ["literal", REGULAR]],
				["literal", MEDIUM],
			] as ExpressionSpecification,
			"text-size": ["case", isCommune, 11, 12],
			"text-anchor": "left",
			"text-offset": [
				...["case", ["get", "isAside"], ["literal", [2.8, 1.17]]],
				...[
					["get", "isWide"],
					["literal", [1.65, 0]],
					["literal", [0.95, 0]],
				],
			] as unknown as ExpressionSpecification,
			"text-max-width": 40,
			"text-padding": 1,
			"symbol-sort-key": ["-", ["get", "weight"]],
		},
		paint: {
			"text-color": ["case", isCommune, label, ink],
			"text-halo-color": halo,
			"text-halo-width": 1.5,
		},
	};
}
