import { defineConfig } from "vitest/config";

const every = {
  setupFiles: ["test/helpers/guard.ts"],
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

/** A process for each file, and the modules read anew, would cost a quarter of all that the tests do. */
const together = { isolate: false };

const again = ["test/integration/**/*on-postgres.test.ts"];

/** It takes all cores by itself: alone it shows how long it takes, and holds up nobody. */
const seeds = ["test/integration/simulator/seeds.test.ts"];
const afterSeeds = { sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    globalSetup: ["test/helpers/global-setup.ts"],
    // One more than the two cores of CI's machine: a good part of a test is waiting.
    maxWorkers: 3,
    projects: [
      { test: { ...every, name: "seeds", include: seeds, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...every,
          ...together,
          ...afterSeeds,
          name: "pure",
          include: ["test/unit/**/*.test.ts"],
        },
      },
      {
        test: {
          ...every,
          ...together,
          ...afterSeeds,
          name: "real",
          include: ["test/{integration,scenarios}/**/*.test.ts"],
          exclude: [...again, ...seeds],
        },
      },
      // They import other files' tests, which a process reads once.
      { test: { ...every, ...afterSeeds, name: "on-postgres", include: again } },
    ],
  },
});
