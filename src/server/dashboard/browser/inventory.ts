import type {
  HubOnlyEntry,
  InventoryDocument,
  InventoryEntry,
} from "../../../core/inventory/inventory-document.ts";
import { announce } from "./announce.ts";
import { read, wordsOf, write } from "./api.ts";
import { command } from "./copy-button.ts";
import { byId, el } from "./dom.ts";
import { forgeLine } from "./forge-line.ts";
import { notice } from "./notices.ts";

type Inventory = InventoryDocument & { clone_folder: string | null };

const shownEntries = 100;

/** Shows what the forges have and the hub does not, and the reverse; nothing where no forge was ever asked. */
export async function showInventory(): Promise<void> {
  const box = byId("inventory");
  try {
    const inventory = await read<Inventory>("/inventory");
    box.hidden = inventory.forges.length === 0;
    if (!box.hidden) box.replaceChildren(...draw(inventory));
  } catch (thrown) {
    notice("act", `the inventory cannot be read: ${wordsOf(thrown)}`);
  }
}

function draw({
  forges,
  unregistered,
  hub_only: hubOnly,
  clone_folder: folder,
}: Inventory): Node[] {
  const parts = [
    el("h2", { id: "inventory-title" }, "Inventory"),
    ...forges.map((forge) => forgeLine(forge, showInventory)),
    unregistered.length > 0 && el("h3", {}, `Not registered (${unregistered.length})`),
    unregistered.length > 0 && list(unregistered, (one) => listed(one, folder)),
    hubOnly.length > 0 && el("h3", {}, `On no forge (${hubOnly.length})`),
    hubOnly.length > 0 && list(hubOnly, onlyHere),
    unregistered.length + hubOnly.length === 0 &&
      el("p", { class: "quiet" }, "Everything that the forges list is registered."),
  ];
  return parts.filter((part) => part instanceof Node);
}

function list<Item>(items: readonly Item[], drawItem: (item: Item) => HTMLElement): HTMLElement {
  const more = items.length - shownEntries;
  return el(
    "ul",
    { class: "repos entries" },
    ...items.slice(0, shownEntries).map(drawItem),
    more > 0 ? el("li", { class: "entry quiet" }, `and ${more} more: sync-hooks inventory`) : null,
  );
}

function listed(one: InventoryEntry, folder: string | null): HTMLElement {
  const flags = (["private", "archived", "empty", "mirror", "fork"] as const).filter(
    (is) => one[is],
  );
  return el(
    "li",
    { class: "entry" },
    el(
      "span",
      { class: "entry-name" },
      isWebAddress(one.web_url)
        ? el("a", { href: one.web_url, rel: "noreferrer" }, one.full_name)
        : el("strong", {}, one.full_name),
      ...flags.map((flag) => el("span", { class: "tag" }, flag)),
      el("span", { class: "quiet" }, one.forge),
    ),
    folder === null
      ? command(`sync-hooks inventory adopt ${one.full_name} --clone DIR`)
      : registerButton(one.full_name, folder),
  );
}

/** A forge's word is not trusted to be an address that only shows something. */
const isWebAddress = (url: string | null): url is string => /^https?:\/\//i.test(url ?? "");

/** Clones the repository beside the others of the machine that serves this page, and installs its hooks. */
function registerButton(name: string, folder: string): HTMLButtonElement {
  const button = el(
    "button",
    {
      type: "button",
      class: "button",
      title: `Clone it to ${folder}`,
      "aria-label": `Register ${name}: clone it to ${folder}`,
      onclick: () => void register(),
    },
    "Register",
  );
  async function register(): Promise<void> {
    button.disabled = true;
    button.textContent = "Cloning…";
    try {
      const { slug, path } = await write<{ slug: string; path: string }>(
        "POST",
        "/inventory/adopt",
        {
          full_name: name,
        },
      );
      announce(`${slug} is registered, at ${path}`);
      await showInventory();
    } catch (thrown) {
      notice("act", `${name} was not registered: ${wordsOf(thrown)}`);
      button.disabled = false;
      button.textContent = "Register";
    }
  }
  return button;
}

const reasons: Record<HubOnlyEntry["reason"], string> = {
  "no-remote": "it has no remote",
  "other-host": "its host is none of the forges",
  gone: "the forge has it no more",
};

function onlyHere({ slug, remote_key: remote, reason }: HubOnlyEntry): HTMLElement {
  return el(
    "li",
    { class: "entry" },
    el(
      "span",
      { class: "entry-name" },
      el("strong", {}, slug),
      el("span", { class: "quiet" }, remote ?? ""),
    ),
    el("span", { class: "quiet" }, reasons[reason]),
  );
}
