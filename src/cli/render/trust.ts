import type { OwnCommands } from "../../actions/trust/trust.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Canvas } from "./table.ts";
import { visible } from "./text.ts";

/** The commands in full, whatever the width: who agrees to them has to have seen every letter. */
export function trustText(
  { checkout, file, steps, state }: OwnCommands,
  { paint }: Canvas,
): string {
  const name = paint("strong", visible(checkout.slug));
  if (file === null) return `${name}  its own config asks for no commands`;
  const verdict = {
    trusted: paint("good", "✔ trusted: these commands run after a sync"),
    untrusted: paint("warn", "⚠ not trusted: none of these commands runs"),
    none: "",
  }[state];
  return [`${name}  ${visible(file)}`, ...steps.flatMap(stepLines), `  ${verdict}`].join("\n");
}

function stepLines({ name, run, on, timeout, workdir, scope }: OwnCommands["steps"][number]) {
  const when =
    scope === "machine"
      ? "never: a machine step has to stand in your own config"
      : `after ${on.join(", ")}`;
  const where = workdir === "." ? "" : `, in ${visible(workdir)}`;
  const [first = "", ...rest] = run.trimEnd().split("\n");
  return [
    `  ${visible(name)} (${when}, at most ${formatDuration(timeout)}${where})`,
    `    $ ${visible(first)}`,
    ...rest.map((line) => `      ${visible(line)}`),
  ];
}
