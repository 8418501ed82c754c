/** One metric with its samples (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export type Metric = {
  name: string;
  help: string;
  type: "gauge" | "counter";
  samples: readonly Sample[];
};

export type Sample = { labels?: Readonly<Record<string, string>>; value: number };

/** Prometheus' text format, version 0.0.4. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

function labelText(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escape = (text: string) => escapeHelp(text).replaceAll('"', '\\"');
