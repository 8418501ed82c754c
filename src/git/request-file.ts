import { appendFileSync, existsSync, mkdirSync, renameSync, unlinkSync } from "node:fs";
import { parseRequests, requestLine, type Request } from "../core/requests/request-lines.ts";
import { requireOwn } from "../system/ownership.ts";
import { readIfPresent } from "../system/files.ts";
import type { TransientFiles } from "./transient-files.ts";
import { dirname } from "node:path";

/** Adds a line to the request file, making it and its folder where need be. */
export function makeRequest(files: TransientFiles, request: Request): void {
  requireOwn(dirname(files.folder));
  mkdirSync(files.folder, { recursive: true });
  appendFileSync(files.request, requestLine(request));
}

export function isRequested(files: TransientFiles): boolean {
  return existsSync(files.request);
}

/** Makes the request the running one. False where nobody has asked. */
export function takeRequest(files: TransientFiles): boolean {
  if (!isRequested(files)) return false;
  try {
    renameSync(files.request, files.running);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Is there a request that a worker took and never ended? */
export function isLeftRunning(files: TransientFiles): boolean {
  return existsSync(files.running);
}

export function readRunning(files: TransientFiles): Request[] {
  return parseRequests(readIfPresent(files.running)?.toString("utf8") ?? "");
}

export function clearRunning(files: TransientFiles): void {
  try {
    unlinkSync(files.running);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
