import { resolve } from "node:path";
import {
  findForInit,
  init,
  suggestFolder,
  type InitPlan,
  type InitResult,
} from "../../actions/init.ts";
import { checkoutDocument } from "../checkout-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { errorDocument } from "../error-text.ts";
import { failureDocuments, statusOf } from "../failures.ts";
import { canvasOf } from "../render/canvas.ts";
import { initReport } from "../render/init.ts";
import { timerChangeDocument } from "../timer-document.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, options } = invocation;
  const asks = terminal.isInteractive && options["yes"] !== true;
  const plan = asks ? await ask(invocation) : defaults(invocation);
  if (plan === null) {
    terminal.err("Nothing was changed.");
    return { status: 130, document: null };
  }
  const result = await init(context, plan);
  terminal.out(initReport(result, context.env["HOME"], canvasOf(terminal)));
  return { status: statusOf(result.checkouts), document: document(result) };
}

function defaults({ context, options }: Invocation): InitPlan {
  const folder = optionText(options, "scan") ?? suggestFolder(context);
  const checkouts = folder === null ? [] : findForInit(context, folder);
  return { checkouts, timer: "install" };
}

async function ask({ context, options }: Invocation): Promise<InitPlan | null> {
  const { interval_minutes: everyMinutes } = await context.config(null);
  const { askForPlan } = await import("../init-prompts.ts");
  const scanned = optionText(options, "scan");
  return askForPlan({
    folder: scanned ? resolve(context.cwd, scanned) : (suggestFolder(context) ?? context.cwd),
    home: context.env["HOME"],
    everyMinutes,
    find: (folder) => findForInit(context, folder),
  });
}

function document({ configFile, config, checkouts, timer }: InitResult) {
  return {
    config_file: configFile,
    config,
    checkouts: checkouts.flatMap((one) =>
      one.state === "done" ? [checkoutDocument(one.report.checkout)] : [],
    ),
    errors: failureDocuments(checkouts),
    timer: timer.state === "installed" ? timerChangeDocument(timer.change, "apply") : null,
    timer_error: timer.state === "failed" ? errorDocument(timer.error) : null,
  };
}
