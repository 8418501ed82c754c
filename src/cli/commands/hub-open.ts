import { openInBrowser, requestLaunch } from "../../actions/hub/open-dashboard.ts";
import type { Invocation, Report } from "../command.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const launch = await requestLaunch(context);
  const opened = !options["print"] && (await openInBrowser(context, launch.url));
  if (opened) terminal.out("Repo Sync Health opens in your browser. If it does not, visit:");
  terminal.out(launch.url);
  terminal.out("The link works once, for a minute.");
  return { status: 0, document: { ...launch, opened } };
}
