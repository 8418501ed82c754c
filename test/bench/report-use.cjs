// For `node --require`: has the process tell on standard error, as it ends, what it took.
const { readFileSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime: user, systemCPUTime: system } = process.resourceUsage();
  process.stderr.write(`used ${peakKilobytes()} ${user + system}\n`);
});

/** Linux counts into `maxRSS` what the process that started it held then; `VmHWM` (proc(5)) is of its own. */
function peakKilobytes() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes);
}
