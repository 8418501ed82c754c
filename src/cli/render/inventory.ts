import type { Freshness } from "../../core/freshness.ts";
import type {
  ForgeState,
  HubOnlyEntry,
  InventoryDocument,
  InventoryEntry,
  RegisteredEntry,
} from "../../core/inventory/inventory-document.ts";
import type { Tone } from "./paint.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { age } from "./time.ts";

/** The parts of an inventory, in the order in which they are shown. */
export const sections = ["registered", "unregistered", "hub_only", "ignored"] as const;
export type Section = (typeof sections)[number];

const freshnessTone = {
  fresh: "good",
  aging: "warn",
  stale: "bad",
  never: "quiet",
} as const satisfies Record<Freshness, Tone>;

/** The inventory for a person: each forge with the age of its list, then the parts; `only` one of them, or null for all. */
export function inventoryText(
  document: InventoryDocument,
  only: Section | null,
  now: Date,
  canvas: Canvas,
): string {
  const shown = sections.filter((section) =>
    only === null ? document.counts[section] > 0 : section === only,
  );
  const parts = [
    document.forges.length === 0
      ? `no forge is known\n  ${noForge}\n`
      : table(
          forgeColumns,
          document.forges.map((forge) => forgeRow(forge, now)),
          canvas,
        ),
    ...shown.map((section) => sectionText(document, section, now, canvas)),
  ];
  return parts.join("\n");
}

const noForge = "set GITEA_URL and GITEA_TOKEN, or name one in config.yaml: forges";

const forgeColumns: readonly Column[] = [
  { header: "FORGE", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "KIND", align: "left", rank: 4, least: 6, cut: "end" },
  { header: "REPOSITORIES", align: "right", rank: 2, least: 6, cut: "end" },
  { header: "LISTED", align: "left", rank: 3, least: 8, cut: "end" },
];

function forgeRow(forge: ForgeState, now: Date): Row {
  const { name, kind, listed_at: listedAt, missing, problem } = forge;
  const notes: Cell[] = [];
  if (problem !== null) notes.push({ text: problem.message, tone: "bad" });
  if (problem !== null && listedAt !== null)
    notes.push({ text: `shown is the list of ${age(listedAt, now)}`, tone: "quiet" });
  if (missing > 0) notes.push({ text: `says it has ${missing} more than it shows`, tone: "warn" });
  return {
    cells: [
      { text: name, tone: "strong" },
      { text: kind, tone: "plain" },
      { text: String(forge.repositories), tone: "plain" },
      { text: age(listedAt, now), tone: problem === null ? "plain" : "warn" },
    ],
    notes,
  };
}

function sectionText(
  document: InventoryDocument,
  section: Section,
  now: Date,
  canvas: Canvas,
): string {
  const title = canvas.paint("strong", `${titles[section]} (${document.counts[section]})`);
  return `${title}\n${sectionTable(document, section, now, canvas)}${mend(document, section, canvas)}`;
}

const titles = {
  registered: "Registered",
  unregistered: "Not registered",
  hub_only: "Only in the hub",
  ignored: "Ignored",
} as const satisfies Record<Section, string>;

function sectionTable(
  document: InventoryDocument,
  section: Section,
  now: Date,
  canvas: Canvas,
): string {
  switch (section) {
    case "registered":
      return table(
        entryColumns("SLUG"),
        document.registered.map((row) => registeredRow(row, now)),
        canvas,
      );
    case "unregistered":
    case "ignored":
      return table(entryColumns("FORGE"), document[section].map(listedRow), canvas);
    case "hub_only":
      return table(
        hubOnlyColumns,
        document.hub_only.map((row) => hubOnlyRow(row, now)),
        canvas,
      );
  }
}

const mend = ({ unregistered }: InventoryDocument, section: Section, { paint }: Canvas) => {
  const [first] = unregistered;
  if (section !== "unregistered" || !first) return "";
  return `  ${paint("command", `sync-hooks inventory adopt ${first.full_name} --clone DIR`)}\n`;
};

const entryColumns = (second: string): readonly Column[] => [
  { header: "REPOSITORY", align: "left", rank: 1, least: 20, cut: "start" },
  { header: second, align: "left", rank: 3, least: 10, cut: "end" },
  { header: "LAST SYNC", align: "left", rank: 2, least: 8, cut: "end" },
  { header: "", align: "left", rank: 4, least: 8, cut: "end" },
];

const hubOnlyColumns: readonly Column[] = [
  { header: "SLUG", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "REMOTE", align: "left", rank: 4, least: 16, cut: "start" },
  { header: "LAST SYNC", align: "left", rank: 2, least: 8, cut: "end" },
  { header: "WHY", align: "left", rank: 3, least: 10, cut: "end" },
];

const marks = (entry: InventoryEntry) =>
  (["archived", "empty", "mirror", "fork", "private"] as const)
    .filter((mark) => entry[mark])
    .join(", ");

const registeredRow = (entry: RegisteredEntry, now: Date): Row => ({
  cells: [
    { text: entry.full_name, tone: "strong" },
    { text: entry.slug, tone: "plain" },
    { text: age(entry.last_state_synced_at, now), tone: freshnessTone[entry.freshness] },
    { text: marks(entry), tone: "quiet" },
  ],
  notes:
    entry.renamed_from === null
      ? []
      : [
          {
            text: `was ${entry.renamed_from}; point its clones at the new name: git remote set-url`,
            tone: "warn",
          },
        ],
});

const listedRow = (entry: InventoryEntry): Row => ({
  cells: [
    { text: entry.full_name, tone: "strong" },
    { text: entry.forge, tone: "plain" },
    { text: "", tone: "plain" },
    { text: marks(entry), tone: "quiet" },
  ],
  notes: [],
});

const reasons = {
  "no-remote": "has no remote",
  "other-host": "its host is not asked",
  gone: "its forge has it no more",
} as const satisfies Record<HubOnlyEntry["reason"], string>;

const hubOnlyRow = (entry: HubOnlyEntry, now: Date): Row => ({
  cells: [
    { text: entry.slug, tone: "strong" },
    { text: entry.remote_key ?? "", tone: "plain" },
    { text: age(entry.last_state_synced_at, now), tone: freshnessTone[entry.freshness] },
    { text: reasons[entry.reason], tone: entry.reason === "gone" ? "warn" : "quiet" },
  ],
  notes: [],
});
