/** `git version 2.39.5 (Apple Git-154)` as numbers; null where the text names no version. */
export function parseGitVersion(text: string): readonly [major: number, minor: number] | null {
  const match = /^git version (\d+)\.(\d+)/.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2])] : null;
}

export function isAtLeast(
  version: readonly [number, number],
  least: readonly [number, number],
): boolean {
  return version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1]);
}
