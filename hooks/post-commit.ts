import { wake } from "../src/actions/wake.ts";

await wake("commit", process.argv.slice(2));
