import type { Context } from "../actions/context.ts";
import { slugAround } from "../actions/registry/require-repo.ts";
import { optionText, type Invocation } from "./command.ts";

/** `--repo SLUG`, else the repository around the working directory. Throws `usage` where there is none. */
export const repoOption = (context: Context, options: Invocation["options"]): string =>
  optionText(options, "repo") ?? slugAround(context);
