/** A module for `node --import`: has the process tell on standard error, as it ends, what it took. */
export const reportUse =
  "data:text/javascript,process.on('exit',()=>{const r=process.resourceUsage();process.stderr.write(`used ${r.maxRSS} ${r.userCPUTime+r.systemCPUTime}\\n`)})";

/** Processor time, and memory at its peak, of a process that ran with `reportUse`. */
export function useIn(stderr: string): { cpuMs: number; peakMb: number } {
  const [, kilobytes, microseconds] = /^used (\d+) (\d+)$/m.exec(stderr) ?? [];
  return { cpuMs: Number(microseconds) / 1000, peakMb: Number(kilobytes) / 1024 };
}
