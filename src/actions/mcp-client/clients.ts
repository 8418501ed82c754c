import { join } from "node:path";

/** Where the configuration of a client lies. `home` is the user's, `project` the folder worked in. */
export type Places = {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
  project: string;
};

type Client = {
  title: string;
  /** The key that holds the servers. */
  key: "mcpServers" | "servers";
  /** What its entries hold beside command and arguments. */
  extra: Record<string, string>;
  userFile: (places: Places) => string;
  /** Null: it knows no configuration of a project's own. */
  projectFile: ((places: Places) => string) | null;
};

/** Every client whose configuration sync-hooks can write. */
export const clients = {
  "claude-code": {
    title: "Claude Code",
    key: "mcpServers",
    extra: {},
    userFile: ({ home }) => join(home, ".claude.json"),
    projectFile: ({ project }) => join(project, ".mcp.json"),
  },
  "claude-desktop": {
    title: "Claude Desktop",
    key: "mcpServers",
    extra: {},
    userFile: (places) => join(appData(places), "Claude", "claude_desktop_config.json"),
    projectFile: null,
  },
  cursor: {
    title: "Cursor",
    key: "mcpServers",
    extra: {},
    userFile: ({ home }) => join(home, ".cursor", "mcp.json"),
    projectFile: ({ project }) => join(project, ".cursor", "mcp.json"),
  },
  vscode: {
    title: "VS Code",
    key: "servers",
    extra: { type: "stdio" },
    userFile: (places) => join(appData(places), "Code", "User", "mcp.json"),
    projectFile: ({ project }) => join(project, ".vscode", "mcp.json"),
  },
} as const satisfies Record<string, Client>;

export type ClientName = keyof typeof clients;

/** Where desktop programs keep their files. */
function appData({ platform, home, env }: Places): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return env["APPDATA"] || join(home, "AppData", "Roaming");
  const xdg = env["XDG_CONFIG_HOME"];
  return xdg?.startsWith("/") ? xdg : join(home, ".config");
}
