/** Title and reason of an OpenSpec change, from the text of its proposal.md. */
export type Proposal = { title: string | null; why: string | null };

/** The first heading (without `Change:` or `Proposal:` in front), and what stands under `## Why`. */
export function readProposal(text: string): Proposal {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const title = lines.map((line) => /^# +(.+?)(?: +#+)?$/.exec(line)?.[1]).find(Boolean) ?? null;
  const start = lines.findIndex((line) => /^## +why\b/i.test(line));
  return {
    title: title?.replace(/^(?:change|proposal|change proposal): */i, "") ?? null,
    why: start < 0 ? null : sectionAfter(lines, start),
  };
}

/** Up to the next heading of the same or a higher level; headings in code fences are none. */
function sectionAfter(lines: readonly string[], start: number): string | null {
  let fence: string | null = null;
  const section: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (mark !== undefined && fence !== null && mark.startsWith(fence)) fence = null;
    if (fence === null && /^#{1,2} /.test(line)) break;
    section.push(line);
  }
  return section.join("\n").trim() || null;
}
