import type { CheckoutCheck, MachineCheck } from "./check.ts";
import { checkLocal, checkWritable } from "./disk-checks.ts";
import { checkHooks, checkHooksPath, checkMissedCommits } from "./hook-checks.ts";
import { checkIndexLock, checkLeftRequest, checkPrivateWorktree } from "./left-over-checks.ts";
import {
  checkCredentials,
  checkOwnConfig,
  checkOwner,
  checkPath,
  checkPause,
  checkTrust,
} from "./place-checks.ts";
import { checkGit, checkNode, checkRunner, checkRunnerNode } from "./program-checks.ts";
import { checkService } from "./service-check.ts";
import { checkConfig, checkHub, checkHubMet, checkLedger } from "./store-checks.ts";
import { checkTimer } from "./timer-check.ts";

// The ids stand in scripts and in docs/troubleshooting.md: they are never reused for anything else.

/** What is asked of the machine, in the order in which `doctor` shows it. */
export const machineChecks: readonly MachineCheck[] = [
  { id: "node", what: "node", look: checkNode },
  { id: "git", what: "git", look: checkGit },
  {
    id: "folders",
    what: "folders",
    look: ({ directories: { config, data, state } }) => checkWritable([config, data, state]),
  },
  {
    id: "local-disk",
    what: "disk",
    look: ({ directories: { data, state } }) => checkLocal([state, data]),
  },
  { id: "config", what: "config", look: checkConfig },
  { id: "ledger", what: "ledger", look: checkLedger },
  { id: "hub", what: "hub", look: checkHub },
  { id: "runner", what: "hook runner", look: checkRunner },
  { id: "runner-node", what: "hook node", look: checkRunnerNode },
  { id: "timer", what: "timer", look: checkTimer },
  { id: "service", what: "service", look: checkService },
];

/** What is asked of a checkout first; where it fails, the other checks have nothing to look at. */
export const placeChecks: readonly CheckoutCheck[] = [
  { id: "path", what: "place", look: checkPath },
  { id: "owner", what: "owner", look: checkOwner },
];

export const checkoutChecks: readonly CheckoutCheck[] = [
  {
    id: "git-dir",
    what: "git directory",
    look: (_ctx, { checkout }) => checkWritable([checkout.gitDir, checkout.commonDir]),
  },
  {
    id: "git-dir-disk",
    what: "git directory's disk",
    look: (_ctx, { checkout }) => checkLocal([checkout.gitDir]),
  },
  { id: "own-config", what: "own config", look: checkOwnConfig },
  { id: "trust", what: "commands of its own", look: checkTrust },
  { id: "hooks-path", what: "core.hooksPath", look: checkHooksPath },
  { id: "hooks", what: "hooks", look: checkHooks },
  { id: "missed-commits", what: "commits without a run", look: checkMissedCommits },
  { id: "index-lock", what: "index.lock", look: checkIndexLock },
  { id: "left-request", what: "left-over request", look: checkLeftRequest },
  { id: "left-worktree", what: "left-over private worktree", look: checkPrivateWorktree },
  { id: "hub-met", what: "hub", look: checkHubMet },
  { id: "credentials", what: "credentials", look: checkCredentials },
  { id: "pause", what: "pause", look: checkPause },
];
