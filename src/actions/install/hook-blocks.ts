import { fillTemplate } from "../../core/fill-template.ts";
import { blockOf, hookEvents, type HookEvent } from "../../core/hooks/hook-text.ts";
import { readTemplate } from "../../system/installation.ts";
import { shellPath } from "./runner-file.ts";

/** The block of each event, one character per byte like every hook text. */
export type HookBlocks = Readonly<Record<HookEvent, string>>;

/** Renders the blocks that start the given runner, from the two templates. */
export function renderBlocks(runnerFile: string): HookBlocks {
  const usual = blockOf(readTemplate("hook-block.sh"));
  const rewrite = blockOf(readTemplate("hook-block-rewrite.sh"));
  const runner = shellPath(runnerFile);
  const render = (event: HookEvent) => {
    const template = event === "post-rewrite" ? rewrite : usual;
    const text = fillTemplate(template, { EVENT: event, RUNNER: runner });
    return Buffer.from(text, "utf8").toString("latin1");
  };
  return Object.fromEntries(hookEvents.map((event) => [event, render(event)])) as HookBlocks;
}
