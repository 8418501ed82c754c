/** Does it again and again, the next time so long after the last one has ended, until stopped. */
export async function repeat(
  pauseMs: number,
  stopped: AbortSignal,
  doIt: () => Promise<void>,
): Promise<void> {
  while (!stopped.aborted) {
    await doIt();
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stopped.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, pauseMs);
      stopped.addEventListener("abort", end);
    });
  }
}
