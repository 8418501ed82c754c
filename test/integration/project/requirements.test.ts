import { afterAll, expect, test, vi } from "vitest";
import { requires } from "../../helpers/requirements.ts";

vi.stubEnv("SYNC_HOOKS_REQUIRE_ALL", "1");
afterAll(() => void vi.unstubAllEnvs());
// As it runs before every test file: what CI asks for has to outlive it.
await import(`../../helpers/guard.ts?${"again"}`);

test("where CI asks for every part, a missing one fails and is not skipped", () => {
  expect(() => requires("no-such-program", "no-such-package")).toThrow(
    "no-such-program is not on this machine: apt-get install no-such-package",
  );
});
