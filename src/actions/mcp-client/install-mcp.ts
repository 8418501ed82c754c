import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { unifiedDiff } from "../../core/unified-diff.ts";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import { findInstallation } from "../../system/installation.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import { checkoutTop } from "../registry/select-checkouts.ts";
import { clients, type ClientName, type Places } from "./clients.ts";
import { editClientConfig } from "./edit-client-config.ts";

export type McpInstall = {
  client: ClientName;
  title: string;
  file: string;
  action: "created" | "changed" | "unchanged";
  diff: string;
};

/**
 * The entry by which a client starts the server: absolute, with the PATH and directories of this installation,
 * since clients that are started from a desktop have none of the shell's environment.
 */
export function mcpEntry({ env }: Context): {
  command: string;
  args: string[];
  env: Record<string, string>;
} {
  const kept = ["PATH", "SYNC_HOOKS_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
  return {
    command: process.execPath,
    args: [join(findInstallation().dist, "bin", "sync-hooks.js"), "mcp"],
    env: Object.fromEntries(kept.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
}

/**
 * Puts the entry into a client's configuration, or with `plan` says what would be written. Everything else in the
 * file stays. Throws `config` where the file cannot be edited safely, `usage` where the client knows no `project`.
 */
export function installMcp(
  ctx: Context,
  client: ClientName,
  wish: { scope: "user" | "project"; mode: "apply" | "plan" },
): McpInstall {
  const { title, key, extra } = clients[client];
  const file = resolved(fileOf(ctx, client, wish.scope));
  const before = readIfPresent(file);
  const text = textOf(file, before);
  const after = editClientConfig(file, text, key, { ...extra, ...mcpEntry(ctx) });
  const action = before === null ? "created" : after === text ? "unchanged" : "changed";
  if (action !== "unchanged" && wish.mode === "apply") write(ctx, file, before, after);
  const diff = unifiedDiff(
    { path: file, text: before === null ? null : text },
    { path: file, text: after },
  );
  return { client, title, file, action, diff };
}

function fileOf(ctx: Context, client: ClientName, scope: "user" | "project"): string {
  const { title, userFile, projectFile } = clients[client];
  const places: Places = {
    platform: process.platform,
    home: ctx.env["HOME"] || homedir(),
    env: ctx.env,
    project: checkoutTop(ctx.cwd) ?? ctx.cwd,
  };
  if (scope === "user") return userFile(places);
  if (projectFile !== null) return projectFile(places);
  throw new SyncError("usage", `${title} has one configuration for all projects`, {
    hint: `leave --project out: sync-hooks mcp install ${client}`,
  });
}

/** A link to a file that is kept elsewhere stays a link. */
const resolved = (file: string) => (existsSync(file) ? realpathSync(file) : file);

function textOf(file: string, bytes: Buffer | null): string {
  try {
    return bytes === null
      ? ""
      : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SyncError("config", `${file} is not valid UTF-8; nothing was written`, {
      hint: "save it as UTF-8, then run the command again",
      cause,
    });
  }
}

const ownerOnly = 0o600;

/** A running client may write its file at any time: only the bytes that were read are replaced. */
function write(ctx: Context, file: string, before: Buffer | null, after: string): void {
  if (before === null) return writeAtomic(file, after, ownerOnly);
  if (replaceFile(ctx.files, file, before, Buffer.from(after, "utf8")) === "written") return;
  throw new SyncError("locked", `${file} was written by another program just now`, {
    hint: "run the command again",
  });
}
