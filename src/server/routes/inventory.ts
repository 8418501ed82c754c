import { z } from "@hono/zod-openapi";
import { adopt } from "../../actions/inventory/adopt.ts";
import { cloneFolder } from "../../actions/inventory/clone-folder.ts";
import { inventory as readInventory } from "../../actions/inventory/inventory.ts";
import { requireListed } from "../../actions/inventory/listed-repos.ts";
import { chooseForges, refreshForges } from "../../actions/inventory/refresh.ts";
import { orNotFound } from "../not-found.ts";
import { HttpProblem } from "../problem.ts";
import { route } from "../route.ts";
import { forgeSchema, inventorySchema } from "../schemas/inventory.ts";

export const inventory = route({
  method: "get",
  path: "/inventory",
  tag: "inventory",
  summary: "What the forges listed last, beside what is registered. Asks no forge by itself.",
  query: z.strictObject({
    forge: z.string().min(1).max(200).optional(),
    section: z.enum(["registered", "unregistered", "hub_only", "ignored"]).optional(),
  }),
  status: 200,
  answer: inventorySchema,
  memory: "until-written",
  async handle({ ctx }, { query }) {
    const { forge = null, section } = query;
    const all = await readInventory(ctx, { forge, refresh: "never" });
    const only = <T>(name: typeof section, items: T[]) =>
      section === undefined || section === name ? items : [];
    return {
      body: {
        ...all,
        registered: only("registered", all.registered),
        unregistered: only("unregistered", all.unregistered),
        hub_only: only("hub_only", all.hub_only),
        ignored: only("ignored", all.ignored),
        clone_folder: cloneFolder(ctx),
      },
    };
  },
});

export const refreshInventory = route({
  method: "post",
  path: "/inventory/refresh",
  tag: "inventory",
  summary:
    "Asks the forges, or one of them, for their lists now. One that is away keeps its last list; its problem is told.",
  query: z.strictObject({}),
  body: z
    .strictObject({
      forge: z.string().min(1).max(200).optional().openapi({ description: "without it: all" }),
    })
    .openapi("InventoryRefresh"),
  status: 200,
  answer: z.object({ forges: z.array(forgeSchema) }).openapi("RefreshedForges"),
  async handle({ ctx }, { body: { forge = null } }) {
    await refreshForges(ctx, await orNotFound(chooseForges(ctx, forge)));
    const { forges } = await readInventory(ctx, { forge, refresh: "never" });
    return { body: { forges } };
  },
});

export const adoptRepo = route({
  method: "post",
  path: "/inventory/adopt",
  tag: "inventory",
  summary:
    "Clones a listed repository beside the other checkouts, registers it and installs its hooks.",
  query: z.strictObject({}),
  body: z.strictObject({ full_name: z.string().min(1).max(500) }).openapi("Adoption"),
  status: 201,
  answer: z
    .object({ slug: z.string(), path: z.string(), how: z.enum(["cloned", "found"]) })
    .openapi("Adopted"),
  async handle({ ctx }, { body: { full_name: name } }) {
    await orNotFound(requireListed(ctx, name));
    const folder = cloneFolder(ctx);
    if (folder === null)
      throw new HttpProblem(409, "nowhere", "this machine has no checkout beside which to clone", {
        hint: `say where: sync-hooks inventory adopt ${name} --clone DIR`,
      });
    const adopted = await adopt(ctx, name, folder);
    if (adopted.state !== "adopted")
      throw new HttpProblem(409, "not-adopted", `${name} was not adopted`, {
        hint: `try it in a terminal: sync-hooks inventory adopt ${name} --clone ${folder}`,
      });
    const { slug, path } = adopted.report.checkout;
    return { body: { slug, path, how: adopted.how } };
  },
});
