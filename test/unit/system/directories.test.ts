import { describe, expect, test } from "vitest";
import { directories } from "../../../src/system/directories.ts";

describe("the places of sync-hooks", () => {
  test("are the XDG defaults below HOME", () => {
    const places = directories({ HOME: "/home/ada" }, "linux");
    expect(places.configFile).toBe("/home/ada/.config/sync-hooks/config.yaml");
    expect(places.hubFile).toBe("/home/ada/.local/share/sync-hooks/hub.db");
    expect(places.ledgerFile).toBe("/home/ada/.local/state/sync-hooks/ledger.db");
  });

  test("follow the XDG variables, but not a relative one", () => {
    const places = directories(
      { HOME: "/home/ada", XDG_CONFIG_HOME: "/etc/ada", XDG_STATE_HOME: "state" },
      "linux",
    );
    expect(places.config).toBe("/etc/ada/sync-hooks");
    expect(places.state).toBe("/home/ada/.local/state/sync-hooks");
  });

  test("all lie below SYNC_HOOKS_HOME where that is set", () => {
    const places = directories({ HOME: "/home/ada", SYNC_HOOKS_HOME: "/srv/sync" }, "linux");
    expect([places.config, places.data, places.state]).toEqual([
      "/srv/sync/config",
      "/srv/sync/data",
      "/srv/sync/state",
    ]);
  });
});
