import { SyncError } from "../core/errors.ts";
import { notFound } from "./problem.ts";

/** Looks up what a path names: an unknown name is `usage` to the verbs, and 404 here. */
export async function orNotFound<T>(lookUp: Promise<T>): Promise<T> {
  try {
    return await lookUp;
  } catch (error) {
    if (error instanceof SyncError && error.code === "usage")
      throw notFound(error.message, error.hint);
    throw error;
  }
}
