import { defineConfig } from "vitest/config";

const every = {
  setupFiles: ["test/helpers/guard.ts"],
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    globalSetup: ["test/helpers/global-setup.ts"],
    // One more than the two cores of CI's machine: a good part of a test is waiting.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...every,
          name: "pure",
          include: ["test/unit/**/*.test.ts"],
          // A process for each file, and the modules read anew, would cost more than the tests.
          isolate: false,
        },
      },
      {
        test: {
          ...every,
          name: "real",
          include: ["test/{integration,scenarios}/**/*.test.ts"],
        },
      },
    ],
  },
});
