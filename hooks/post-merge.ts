import { wake } from "../src/actions/sync/wake.ts";

await wake("merge", process.argv.slice(2));
