/** The names under which a repository may keep its own config, in the order of their precedence. */
export const repositoryConfigNames = [
  "package.json",
  ".sync-hooksrc",
  ".sync-hooksrc.json",
  ".sync-hooksrc.yaml",
  ".sync-hooksrc.yml",
] as const;
