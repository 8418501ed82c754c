import { wake } from "../src/actions/sync/wake.ts";

await wake("rewrite", process.argv.slice(2));
