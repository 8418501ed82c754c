import { hostname } from "node:os";
import type { Checkout } from "../ledger/checkouts.ts";

/** A checkout as the hub's rows name it for every machine: `machine:path`. */
export const placeOf = ({ path }: Pick<Checkout, "path">): string => `${hostname()}:${path}`;
