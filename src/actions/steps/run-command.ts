import { resolve } from "node:path";
import type { StepConfig } from "../../config/schema.ts";
import type { StepRecord } from "../../core/outcome.ts";
import { redact } from "../../core/redact.ts";
import { keptOutput } from "../../core/step-output.ts";
import { killGroup } from "../../system/kill-group.ts";
import { timedStep, type StepEnd } from "../sync/timed-step.ts";

/** Runs one of the user's commands in the folder; its record keeps the end of what it printed. Never throws. */
export async function runCommand(
  folder: string,
  step: StepConfig,
  env: NodeJS.ProcessEnv,
): Promise<StepRecord> {
  let output = "";
  const record = await timedStep(step.name, async () => {
    const ended = await execute(folder, step, env);
    output = keptOutput(ended.printed);
    return ended.end;
  });
  return output === "" ? record : { ...record, output };
}

/** What is held in memory of a command that never stops talking. */
const heldLetters = 65_536;

async function execute(
  folder: string,
  step: StepConfig,
  env: NodeJS.ProcessEnv,
): Promise<{ end: StepEnd; printed: string }> {
  const { execa } = await import("execa");
  const child = execa(step.run, {
    shell: true,
    cwd: resolve(folder, step.workdir),
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    buffer: false,
    reject: false,
    // A process group of its own, so that the timeout ends whatever the command has started.
    detached: process.platform !== "win32",
  });
  let printed = "";
  child.all.setEncoding("utf8");
  child.all.on("data", (text: string) => (printed = (printed + text).slice(-heldLetters)));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, step.timeout);
  const result = await child;
  clearTimeout(timer);
  if (timedOut)
    return { printed, end: failed(`timeout: ${step.run} took longer than ${step.timeout} ms`) };
  if (!result.failed) return { printed, end: { outcome: "synced", detail: null } };
  const words = printed.trim().split("\n").slice(-5).join(" ") || result.shortMessage;
  const how = result.exitCode ?? result.signal;
  return { printed, end: failed(`step: ${step.run} ended with ${how}: ${words}`) };
}

const failed = (detail: string): StepEnd => ({ outcome: "failed", detail: redact(detail) });
