import { inventory } from "../../actions/inventory/inventory.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { SyncError } from "../../core/errors.ts";
import type { ForgeState } from "../../core/inventory/inventory-document.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { errorStatus, gravestStatus } from "../exit-status.ts";
import { canvasOf } from "../render/canvas.ts";
import { inventoryText, sections, type Section } from "../render/inventory.ts";

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const only = sectionOf(optionText(options, "only"));
  const document = await inventory(context, {
    forge: optionText(options, "forge"),
    refresh: options["refresh"] ? "always" : "when-old",
  });
  terminal.out(inventoryText(document, only, context.clock.now(), canvasOf(terminal)));
  const shown = Object.fromEntries(
    Object.entries(document).filter(
      ([key]) => only === null || key === only || !sections.some((section) => section === key),
    ),
  );
  return { status: gravestStatus(document.forges.map(statusOf)), document: shown };
}

function sectionOf(text: string | null): Section | null {
  const section = text?.replaceAll("-", "_") ?? null;
  if (section === null) return null;
  const found = sections.find((one) => one === section);
  if (found) return found;
  throw new SyncError("usage", `--only knows no ${text}`, {
    hint: `one of: ${sections.join(", ").replaceAll("_", "-")}`,
  });
}

const statusOf = ({ problem }: ForgeState) =>
  problem === null ? 0 : errorStatus[problem.code as ErrorCode];
