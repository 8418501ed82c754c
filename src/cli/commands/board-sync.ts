import { boardSyncInBackground } from "../../actions/board-sync/board-sync-in-background.ts";
import { boardSync, type BoardNames } from "../../actions/board-sync/board-sync.ts";
import { planBoard } from "../../actions/board-sync/plan-board.ts";
import { selectCheckouts } from "../../actions/registry/select-checkouts.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { boardProgress } from "../render/board-progress.ts";
import { tildePath } from "../render/path.ts";

export async function run(invocation: Invocation): Promise<Report> {
  const { context, terminal, args, options } = invocation;
  const [checkout, another] = selectCheckouts(context, args, "named");
  if (!checkout || another)
    throw new SyncError("usage", "a board shows one checkout at a time", {
      hint: "name it by its path, or as slug@folder",
    });
  const names = await namesOf(invocation, checkout.path);
  const home = context.env["HOME"];
  if (options["dryRun"]) {
    const planned = await planBoard(context, names, checkout);
    for (const { words } of planned) terminal.out(words);
    terminal.out(planned.length === 0 ? "nothing differs" : `${planned.length} writes`);
    const operations = planned.map(({ operation }) => operation);
    return { status: 0, document: { dry_run: true, ...names, operations } };
  }
  if (options["background"]) {
    const { log } = await boardSyncInBackground(context, names, checkout);
    terminal.out(`queued  ${names.project} / ${names.board}\n  ${tildePath(log, home)}`);
    return { status: 0, document: { ...names, outcome: "queued", log } };
  }
  const progress = boardProgress(terminal);
  const end = await boardSync(context, names, checkout, progress.show).finally(progress.clear);
  const writes = end.written === 1 ? "1 write" : `${end.written} writes`;
  terminal.out(`${end.outcome}  ${names.project} / ${names.board}  ${writes}`);
  return { status: 0, document: { ...names, ...end } };
}

/** What the options say, else the config that holds in the checkout. */
async function namesOf({ context, options }: Invocation, path: string): Promise<BoardNames> {
  const { board: config } = await context.config(path);
  const project = optionText(options, "project") ?? config.project;
  const board = optionText(options, "board") ?? config.board;
  if (project && board) return { project, board };
  throw new SyncError("usage", `no ${project ? "board" : "project"} is named`, {
    hint: "run: sync-hooks board sync --project P --board B; or set board.project and board.board in .sync-hooksrc.yaml",
  });
}
