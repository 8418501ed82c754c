import * as z from "zod";
import { duration } from "./values.ts";

const boardName = z.string().trim().min(1).max(128);

/** Where a repository's changes go. Neither the server nor how to log in is its to say: it could send them anywhere. */
export const boardShape = {
  project: boardName.describe("The Planka project that shows the OpenSpec changes."),
  board: boardName.describe("The board in that project."),
};

const listName = (fallback: string) =>
  boardName.default(fallback).describe("The name of that list.");

export const boardSchema = z
  .strictObject({
    project: boardShape.project.optional(),
    board: boardShape.board.optional(),
    server: z
      .url({ protocol: /^https?$/, error: "expected an address such as https://planka.example" })
      .optional()
      .describe("The address of the Planka server; PLANKA_URL goes before it."),
    moves: z
      .enum(["follow", "keep"])
      .default("follow")
      .describe(
        "follow: a card goes on when its change does, also where a person has moved it; keep: then it stays.",
      ),
    timeout: duration("30s", "Time until the server's silence counts as offline."),
    lists: z
      .strictObject({
        proposed: listName("Proposed"),
        ready: listName("Ready"),
        in_progress: listName("In progress"),
        done: listName("Done"),
        archived: listName("Archived"),
      })
      .prefault({}),
  })
  .prefault({});
