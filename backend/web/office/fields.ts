/** What a field of public services is called; one that this page does not know keeps its code. */

import { m } from "./words/messages";

const WORDS: Readonly<Record<string, () => string>> = {
	adoption: m.field_adoption,
	agriculture_rural: m.field_agriculture_rural,
	certification: m.field_certification,
	civil_status: m.field_civil_status,
	construction: m.field_construction,
	culture_sport_tourism: m.field_culture_sport_tourism,
	education: m.field_education,
	foreign_affairs: m.field_foreign_affairs,
	household_business: m.field_household_business,
	industry_trade: m.field_industry_trade,
	information_communications: m.field_information_communications,
	labour_social: m.field_labour_social,
	land: m.field_land,
	merit: m.field_merit,
	science_technology: m.field_science_technology,
	social_protection: m.field_social_protection,
};

export function fieldWord(code: string): string {
	return WORDS[code]?.() ?? code;
}
