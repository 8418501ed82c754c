import { run } from "../../src/system/run.ts";
import { openGit } from "../../src/git/git.ts";
import { integrate, type IntegrationRequest } from "../../src/git/integration/integrate.ts";

/** A worker that integrates and kills itself (SIGKILL) at the named step, or after so many milliseconds. */
const [checkoutText = "", requestText = "", death = ""] = process.argv.slice(2);
const checkout = JSON.parse(checkoutText) as { path: string; gitDir: string; commonDir: string };
const request = JSON.parse(requestText) as IntegrationRequest;
const die = () => process.kill(process.pid, "SIGKILL");

if (/^\d+$/.test(death)) setTimeout(die, Number(death));
await integrate(openGit(checkout, { env: process.env, run }), request, (step) => {
  if (step === death) die();
});
