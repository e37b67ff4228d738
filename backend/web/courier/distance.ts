/** How far apart two places are, near enough for a phone's screen. */

interface Place {
	lat_e7: number;
	lon_e7: number;
}

/** Where this phone is, as it measured it last. */
export interface Position extends Place {
	accuracy_m: number;
	atMs: number;
}

const METRES_A_DEGREE = 111_195;

export function metresBetween(one: Place, other: Place): number {
	const lat = (one.lat_e7 - other.lat_e7) / 1e7;
	const middle = ((one.lat_e7 + other.lat_e7) / 2e7 / 180) * Math.PI;
	const lon = ((one.lon_e7 - other.lon_e7) / 1e7) * Math.cos(middle);
	return METRES_A_DEGREE * Math.hypot(lat, lon);
}
