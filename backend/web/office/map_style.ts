/** Our base map as a MapLibre style: muted, so that our papers own all saturation. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import delta from "../shared/basemap/delta.geojson?url";
import districts from "../shared/basemap/districts_2018.geojson?url";
import links from "../shared/basemap/links.geojson?url";
import places from "../shared/basemap/places.geojson?url";
import region from "../shared/basemap/region_low.geojson?url";
import type { Inks } from "./pin_images";
import { PINS, pinLayers } from "./pin_layers";

/** The pilot province, west south east north. */
export const PROVINCE: [number, number, number, number] = [105.16, 10.12, 105.96, 10.99];

const TOKENS = {
	sea: "--m-sea",
	out: "--m-out",
	land: "--m-land",
	water: "--m-water",
	canal: "--m-canal",
	road: "--m-road",
	roadEdge: "--m-road-edge",
	label: "--m-label",
	labelWater: "--m-label-water",
	halo: "--m-halo",
	disputed: "--disputed",
	ink: "--ink",
	surface: "--surface",
	held: "--held",
	act: "--act",
	transit: "--transit",
	inferred: "--inferred",
	inferredSoft: "--inferred-soft",
	risk: "--risk",
	late: "--late",
} as const;

type Colours = Record<keyof typeof TOKENS, string> & Inks;

// MapLibre renders letters from the page's own fonts where a style names no glyph server.
const TEXT = ["Be Vietnam Pro"];

/** Read the map's colours from the page, so that light and dark are the page's own. */
export function coloursOf(page: Element): Colours {
	const style = getComputedStyle(page);
	const read = Object.entries(TOKENS).map(([name, token]) => [
		name,
		style.getPropertyValue(token).trim(),
	]);
	return Object.fromEntries(read) as Colours;
}

/** `look` names the images of the marks, which each theme draws for itself. */
export function styleOf(colours: Colours, look: string): StyleSpecification {
	return {
		version: 8,
		sources: {
			region: { type: "geojson", data: region },
			delta: { type: "geojson", data: delta },
			districts: { type: "geojson", data: districts },
			links: { type: "geojson", data: links },
			places: { type: "geojson", data: places },
			ties: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
			claims: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
			ahead: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
			[PINS]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
		},
		layers: [
			...ground(colours),
			...lines(colours),
			...words(colours),
			claims(colours),
			...pinLayers(look, colours),
		],
	};
}

function is(kind: string): ExpressionSpecification {
	return ["==", ["get", "kind"], kind];
}

function ground(colours: Colours): LayerSpecification[] {
	return [
		{ id: "sea-far", type: "background", paint: { "background-color": colours.sea } },
		{
			id: "land-far",
			type: "fill",
			source: "region",
			filter: ["any", is("land"), is("islet")],
			paint: { "fill-color": colours.out },
		},
		{
			id: "province",
			type: "fill",
			source: "districts",
			minzoom: 7,
			paint: { "fill-color": colours.land },
		},
		{
			id: "water",
			type: "fill",
			source: "delta",
			minzoom: 7,
			filter: ["any", is("river_area"), is("sea")],
			paint: {
				"fill-color": ["match", ["get", "kind"], "sea", colours.sea, colours.water],
			},
		},
	];
}

function lines(colours: Colours): LayerSpecification[] {
	return [
		{
			id: "rivers",
			type: "line",
			source: "delta",
			minzoom: 8,
			filter: ["any", is("river"), is("canal")],
			paint: { "line-color": colours.canal, "line-width": 1.4 },
		},
		{
			id: "borders",
			type: "line",
			source: "region",
			maxzoom: 8,
			filter: ["any", is("border"), is("border_other")],
			paint: { "line-color": colours.roadEdge, "line-width": 1 },
		},
		{
			id: "district-lines",
			type: "line",
			source: "districts",
			minzoom: 8,
			paint: { "line-color": colours.roadEdge, "line-width": 0.8, "line-dasharray": [3, 3] },
		},
		{
			id: "roads-edge",
			type: "line",
			source: "links",
			minzoom: 9,
			filter: is("link"),
			paint: { "line-color": colours.roadEdge, "line-width": wider(2.4, 6) },
		},
		{
			id: "roads",
			type: "line",
			source: "links",
			minzoom: 9,
			filter: is("link"),
			paint: { "line-color": colours.road, "line-width": wider(1.4, 4.4) },
		},
		{
			id: "ahead",
			type: "line",
			source: "ahead",
			layout: { "line-cap": "round" },
			paint: { "line-color": colours.transit, "line-width": 3, "line-dasharray": [0.1, 2] },
		},
		{
			id: "ties",
			type: "line",
			source: "ties",
			paint: { "line-color": colours.disputed, "line-width": 2, "line-dasharray": [2, 2] },
		},
	];
}

/** Who says to have it: a diamond at each of them, above all words. */
function claims(colours: Colours): LayerSpecification {
	return {
		id: "claims",
		type: "symbol",
		source: "claims",
		layout: {
			"text-field": "◆",
			"text-font": TEXT,
			"text-size": 26,
			"text-offset": [-0.7, -0.65], // pins lie above the map, and would hide it
			"text-allow-overlap": true,
			"text-ignore-placement": true,
		},
		paint: {
			"text-color": colours.disputed,
			"text-halo-color": colours.halo,
			"text-halo-width": 2,
		},
	};
}

function wider(near9: number, near14: number): ExpressionSpecification {
	return ["interpolate", ["linear"], ["zoom"], 9, near9, 14, near14];
}

function words(colours: Colours): LayerSpecification[] {
	return [
		{
			id: "water-words",
			type: "symbol",
			source: "places",
			minzoom: 8.5,
			filter: is("water_label"),
			layout: {
				"text-field": ["get", "name"],
				"text-font": TEXT,
				"text-size": 11,
				"text-rotate": ["get", "rotate"],
			},
			paint: paint(colours.labelWater, colours.halo),
		},
		{
			id: "place-words",
			type: "symbol",
			source: "places",
			minzoom: 11.5,
			filter: is("place"),
			layout: { "text-field": ["get", "name"], "text-font": TEXT, "text-size": 11 },
			paint: paint(colours.label, colours.halo),
		},
		{
			id: "far-words",
			type: "symbol",
			source: "region",
			maxzoom: 8,
			filter: ["all", is("label"), ["!=", ["get", "label"], "archipelago"]],
			layout: { "text-field": ["get", "name"], "text-font": TEXT, "text-size": 11 },
			paint: paint(colours.label, colours.halo),
		},
		{
			// Hoàng Sa and Trường Sa are always named, whatever else collides.
			id: "archipelago-words",
			type: "symbol",
			source: "region",
			filter: ["==", ["get", "label"], "archipelago"],
			layout: {
				"text-field": ["concat", ["get", "name"], "\n(", ["get", "country"], ")"],
				"text-font": TEXT,
				"text-size": 12,
				"text-allow-overlap": true,
				"text-ignore-placement": true,
			},
			paint: paint(colours.label, colours.halo),
		},
	];
}

function paint(colour: string, halo: string): { [key: string]: string | number } {
	return { "text-color": colour, "text-halo-color": halo, "text-halo-width": 1.4 };
}
