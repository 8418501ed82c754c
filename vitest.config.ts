import { defineConfig } from "vitest/config";

const every = {
  setupFiles: ["test/helpers/guard.ts"],
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    globalSetup: ["test/helpers/global-setup.ts"],
    maxWorkers: 2,
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
