import { wake } from "../src/actions/sync/wake.ts";

void wake("rewrite", process.argv.slice(2));
