// What dist/threads/check.js runs. All it needs is loaded from here on, so that no other program shares its start.
void Promise.all([import("../../system/thread.ts"), import("./share-in-thread.ts")]).then(
  ([{ workInThread }, { shareInThread }]) =>
    workInThread((data: Parameters<typeof shareInThread>[0]) => shareInThread(data, process.env)),
);
