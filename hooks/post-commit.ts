import { wake } from "../src/actions/sync/wake.ts";

void wake("commit", process.argv.slice(2));
