/** What a mark on the map is called, to the eye and to the ear. */

import { age } from "../shared/format";
import type { PinWords } from "./drawing";
import { ageText, locale } from "./looks";
import type { Pin } from "./pins";
import { m } from "./words/messages";

const MINUTE_MS = 60_000;

export function pinWords(nowMs: () => number): PinWords {
	return {
		beside: besidePin,
		crowdBeside: (crowd) => m.crowd_couriers({ count: crowd.length }),
		label(pin) {
			// What stands beside it is part of its name, so that whoever speaks to the page can say what is seen.
			const beside = besidePin(pin);
			const name = pin.shape === "courier" ? m.holder_is_courier({ name: beside }) : beside;
			const said = [m.pin_items({ name, count: pin.items }), ...pressing(pin.urgent, pin.late)];
			if (pin.shape === "courier" && beside === pin.name) said.push(seen(pin, nowMs()));
			return said.join(", ");
		},
		crowdLabel(crowd) {
			const sum = (of: (pin: Pin) => number) => crowd.reduce((total, pin) => total + of(pin), 0);
			const name = m.crowd_couriers({ count: crowd.length });
			const [items, urgent, late] = [
				sum((p) => p.items),
				sum((p) => p.urgent),
				sum((p) => p.late),
			];
			return [m.pin_items({ name, count: items }), ...pressing(urgent, late)].join(", ");
		},
	};
}

function besidePin(pin: Pin): string {
	if (pin.shape === "office") return pin.name;
	if (pin.age === "fresh" || pin.items === 0) return pin.name;
	if (pin.age === "unsure") return `${pin.name} · ${m.unsure()}`;
	return `${pin.name} · ${m.ago({ age: age(pin.minutes * MINUTE_MS, locale()) })}`;
}

function pressing(urgent: number, late: number): string[] {
	return [
		...(late > 0 ? [m.pin_late({ count: late })] : []),
		...(urgent > late ? [m.pin_risk({ count: urgent - late })] : []),
	];
}

function seen({ age: of, seenMs }: Pin, nowMs: number): string {
	if (of === "unsure" || seenMs === null) return m.unsure();
	return m.position_age({ age: ageText(nowMs - seenMs) });
}
