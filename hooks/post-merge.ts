import { wake } from "../src/actions/sync/wake.ts";

void wake("merge", process.argv.slice(2));
