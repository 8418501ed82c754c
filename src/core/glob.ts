/** Whether a branch or remote name fits one of the patterns: `*` stands for any run of characters, `?` for one. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => toRegExp(pattern).test(name));
}

function toRegExp(pattern: string): RegExp {
  const body = pattern
    .split(/(\*+|\?)/)
    .map((part) => {
      if (part.startsWith("*")) return ".*";
      return part === "?" ? "." : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${body}$`, "s");
}
