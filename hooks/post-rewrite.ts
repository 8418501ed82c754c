import { wake } from "../src/actions/wake.ts";

await wake("rewrite", process.argv.slice(2));
