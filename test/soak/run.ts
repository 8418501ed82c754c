import { parseArgs } from "node:util";
import { openHome } from "../helpers/home.ts";
import { usageWords } from "./growth.ts";
import { soak, type SoakReport } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    checkouts: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** Leaves the home where it is, to look into. */
    keep: { type: "boolean", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
say(`seed ${seed}: ${values.checkouts} checkouts, ${values.minutes} minutes`);

const { home, remove } = openHome();
try {
  const options = {
    seed,
    minutes: Number(values.minutes),
    checkouts: Number(values.checkouts),
    say,
  };
  tell(await soak(home, options));
} finally {
  if (values.keep) say(`kept: ${home.path}`);
  else await remove();
}

function tell(report: SoakReport): void {
  for (const [name, count] of Object.entries({ ...report.counts, ...report.kills }))
    say(`  ${name.padEnd(16)} ${count}`);
  say(`  middle third     ${usageWords(report.growth.before)}`);
  say(`  last third       ${usageWords(report.growth.after)}`);
  for (const fault of report.faults) say(`wrong: ${fault}`);
  report.world.hub.close();
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
