import { wake } from "../src/actions/wake.ts";

await wake("merge", process.argv.slice(2));
