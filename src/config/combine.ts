type Data = Record<string, unknown>;

const pulls = ["rebase", "ff-only", "off"];

/**
 * The repository's keys over the user's: maps are merged, anything else is replaced. What decides about
 * publishing and about the working tree a repository can only narrow: it cannot switch on what the user
 * switched off, nor widen the branches and remotes that the user named. Its `steps` are left out.
 */
export function combine(user: Data, repository: Data): Data {
  const { steps: _, ...rest } = repository;
  const merged = merge(user, rest);
  const push = { ...dataOf(merged["push"]) };
  const usersPush = dataOf(user["push"]);
  for (const key of ["branches", "remotes"]) if (key in usersPush) push[key] = usersPush[key];
  if (usersPush["enabled"] === false) push["enabled"] = false;
  if (Object.keys(push).length > 0) merged["push"] = push;
  if ("pull" in user) merged["pull"] = stricterPull(user["pull"], merged["pull"]);
  return merged;
}

function merge(under: Data, over: Data): Data {
  const merged: Data = { ...under };
  for (const [key, value] of Object.entries(over))
    merged[key] = isData(value) ? merge(dataOf(under[key]), value) : value;
  return merged;
}

const stricterPull = (one: unknown, other: unknown) =>
  pulls.indexOf(String(one)) > pulls.indexOf(String(other)) ? one : other;

const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const dataOf = (value: unknown): Data => (isData(value) ? value : {});
