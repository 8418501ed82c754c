import * as z from "zod";

const token = z
  .union(
    [
      z.strictObject({
        env: z.string().min(1).describe("The environment variable that holds it."),
      }),
      z.strictObject({ file: z.string().min(1).describe("A file of mode 0600 that holds it.") }),
      z.strictObject({ credential: z.literal(true).describe("Ask git credential.") }),
    ],
    "expected { env: NAME }, { file: PATH } or { credential: true }: the token itself does not belong into a config file",
  )
  .optional()
  .describe("Where the token is; without it, only what everybody may see is listed.");

/** One forge whose repositories the inventory lists. */
export const forgeSchema = z.strictObject({
  name: z.string().min(1).optional().describe("What you call it; its host without it."),
  kind: z.enum(["gitea", "github", "gitlab"]).describe("gitea is for Forgejo too."),
  url: z
    .url({ protocol: /^https?$/, error: "expected a URL such as https://git.example.org" })
    .describe("Where its pages begin."),
  token,
  owners: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "Organisations, groups or users; without it, every organisation of the token's user.",
    ),
  own: z.boolean().default(true).describe("The token's user's own repositories too."),
});
