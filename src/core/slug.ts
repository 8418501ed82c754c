/** Text as part of a slug: letters, digits, `.`, `_` and `-`; whatever else stands between becomes one `-`. */
export function slugPart(text: string): string {
  const slug = text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return slug || "repo";
}

/**
 * The slugs to try for a repository, the best first: its remote's name, else the folder's; where that
 * is taken, the owner in front; then a number behind. The caller takes the first free one.
 */
export function* slugCandidates(repo: {
  name: string | null;
  owner: string | null;
  folder: string;
}): Generator<string, never> {
  const name = slugPart(repo.name ?? repo.folder);
  yield name;
  const owned = repo.owner === null ? name : `${slugPart(repo.owner)}-${name}`;
  if (owned !== name) yield owned;
  for (let number = 2; ; number += 1) yield `${owned}-${number}`;
}
