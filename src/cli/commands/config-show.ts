import { stringify } from "yaml";
import { configScope, readConfigAt } from "../../actions/registry/config-scope.ts";
import { shownConfig, shownStep } from "../../config/shown.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, args }: Invocation): Promise<Report> {
  const [checkoutPath = null] = configScope(context, args);
  const { config, files, untrustedSteps } = readConfigAt(context, checkoutPath);
  const shown = shownConfig(config);
  if (!terminal.json) {
    const sources = files.length === 0 ? ["the defaults alone"] : files;
    terminal.out(sources.map((source) => `# from ${source}`).join("\n"));
    for (const { name, run: command } of untrustedSteps)
      terminal.out(`# not trusted, does not run: step ${name}: ${JSON.stringify(command)}`);
    terminal.out(stringify(shown));
  }
  const document = {
    config: shown,
    config_file: context.configFile,
    files,
    untrusted_steps: untrustedSteps.map(shownStep),
  };
  return { status: 0, document };
}
