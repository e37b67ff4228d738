/** The house's order that one device forgets everything: nothing else ever makes it do so. */

import { receiptKey, type ServerKeys } from "./keys";
import { keyIdOf, verifyJws } from "./signing";

export interface WipeOrder {
	v: 1;
	device: string;
	at: number;
}

const MEMBERS = "at,device,v";

/** What came is no order of the house to this device. */
export class UnprovenWipe extends Error {}

/** Read an order; throws unless a receipt key that the root vouches for signed it for this device. */
export async function readWipe(jws: string, device: string, keys: ServerKeys): Promise<WipeOrder> {
	try {
		const key = await receiptKey(keys, keyIdOf(jws) ?? "");
		if (key === null) throw new UnprovenWipe("unknown key");
		const order = (await verifyJws(jws, "wipe+jwt", key)) as WipeOrder;
		if (Object.keys(order).sort().join() !== MEMBERS) throw new UnprovenWipe("misshapen");
		if (order.v !== 1 || !Number.isInteger(order.at)) throw new UnprovenWipe("misshapen");
		if (order.device !== device) throw new UnprovenWipe("another device");
		return order;
	} catch (error) {
		throw error instanceof UnprovenWipe ? error : new UnprovenWipe("bad signature");
	}
}
