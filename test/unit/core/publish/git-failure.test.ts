import { expect, test } from "vitest";
import { gitFailure } from "../../../../src/core/publish/git-failure.ts";
import { matchesAny } from "../../../../src/core/glob.ts";
import { redact, without } from "../../../../src/core/redact.ts";
import { backOffMs } from "../../../../src/core/back-off.ts";

test.each([
  [
    "offline",
    "ssh: Could not resolve hostname nowhere.invalid: Name or service not known\nfatal: Could not read from remote repository.",
  ],
  ["offline", "fatal: unable to access 'https://x/': Could not resolve host: x"],
  [
    "offline",
    "fatal: unable to access 'http://127.0.0.1:1/x.git/': Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
  ],
  [
    "offline",
    "ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.",
  ],
  ["offline", "ssh: connect to host x port 22: No route to host"],
  ["offline", "fatal: unable to access 'https://x/': The requested URL returned error: 503"],
  [
    "offline",
    "error: RPC failed; curl 56 Recv failure\nfatal: the remote end hung up unexpectedly",
  ],
  ["offline", "kex_exchange_identification: Connection closed by remote host"],
  ["auth", "fatal: Authentication failed for 'https://x/y.git/'"],
  ["auth", "fatal: could not read Username for 'https://x': terminal prompts disabled"],
  ["auth", "git@x: Permission denied (publickey).\nfatal: Could not read from remote repository."],
  ["auth", "Host key verification failed.\nfatal: Could not read from remote repository."],
  ["auth", "fatal: unable to access 'https://x/': The requested URL returned error: 403"],
  [
    "gone",
    "fatal: '/x.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
  ],
  ["gone", "remote: Not Found\nfatal: repository 'http://x/y.git/' not found"],
  ["gone", "ERROR: Repository not found.\nfatal: Could not read from remote repository."],
  ["no-ref", "fatal: couldn't find remote ref refs/heads/gone"],
  ["refused", "not on Fridays\nerror: failed to push some refs to '../x.git'"],
  ["failed", "fatal: bad object HEAD"],
])("%s: %s", (kind, stderr) => {
  expect(gitFailure({ stdout: "", stderr, timedOut: false }).kind).toBe(kind);
});

test.each([
  ["moved", "[rejected] (fetch first)"],
  ["moved", "[rejected] (non-fast-forward)"],
  ["moved", "[rejected] (stale info)"],
  ["moved", "[remote rejected] (cannot lock ref 'refs/heads/main': is at A but expected B)"],
  ["refused", "[remote rejected] (pre-receive hook declined)"],
  ["refused", "[remote rejected] (protected branch hook declined)"],
])("a push answered with the ref's status is %s: %s", (kind, summary) => {
  const stdout = `To x\n!\tabc:refs/heads/main\t${summary}\nDone\n`;
  const stderr = "remote: ask for a review        \nerror: failed to push some refs to 'x'\n";
  const failure = gitFailure({ stdout, stderr, timedOut: false });
  expect(failure.kind).toBe(kind);
  if (kind === "refused") expect(failure.detail).toBe(`${summary}: ask for a review`);
});

test("a push that lost the remote's lock to another push has moved, whatever its summary says", () => {
  const stdout = "!\tabc:refs/heads/main\t[remote rejected] (failed to update ref)\n";
  const stderr =
    "remote: error: cannot lock ref 'refs/heads/main': is at A but expected B        \n";
  expect(gitFailure({ stdout, stderr, timedOut: false }).kind).toBe("moved");
});

test("a killed git is offline, whatever it had said", () => {
  const failure = gitFailure({ stdout: "", stderr: "Permission denied (", timedOut: true });
  expect(failure).toEqual({ kind: "offline", detail: "timeout" });
});

test.each([
  [
    "fatal: unable to access 'https://ann:pw@x/y.git/'",
    "fatal: unable to access 'https://***@x/y.git/'",
  ],
  ["ssh://git@x:22/y and https://t0ken@x/y", "ssh://***@x:22/y and https://***@x/y"],
  ["https://x/y?private_token=abc&z=1", "https://x/y?private_token=***&z=1"],
  ["git@github.com:a/b is no secret", "git@github.com:a/b is no secret"],
])("redact(%j)", (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test("a secret is taken out as it is and as JSON writes it, and an empty one takes nothing out", () => {
  const echo = `plain a"b\\c, sent ${JSON.stringify({ password: 'a"b\\c', token: "t" })}`;
  expect(without(['a"b\\c', "", "t0"], echo)).toBe(
    'plain ***, sent {"password":"***","token":"t"}',
  );
});

test("back-off doubles, stays below its cap, and never falls below half of it", () => {
  const longest = Array.from({ length: 12 }, (_value, retry) => backOffMs(retry, () => 0));
  expect(longest.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
  expect(Math.max(...longest)).toBe(10_000);
  expect(backOffMs(1, () => 1)).toBe(500);
});

test.each([
  ["main", ["*"], true],
  ["feature/x", ["*"], true],
  ["feature/x", ["feature/*"], true],
  ["features", ["feature/*"], false],
  ["v1.2", ["v1?2"], true],
  ["v1x2", ["v1.2"], false],
  ["main", [], false],
])("matchesAny(%j, %j) is %s", (name, patterns, expected) => {
  expect(matchesAny(name, patterns)).toBe(expected);
});
