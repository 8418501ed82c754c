import { wake } from "../src/actions/sync/wake.ts";

await wake("commit", process.argv.slice(2));
