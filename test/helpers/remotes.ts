import type { Home } from "./home.ts";
import { startHttpRemote } from "./http-remote.ts";
import { requires } from "./requirements.ts";
import { startSshRemote } from "./ssh-remote.ts";

/** A running server of the home's bare repositories. */
export type RemoteServer = {
  /** The URL of the bare repository at this absolute path. */
  url: (path: string) => string;
  /** From now on the user's credentials are wrong. */
  refuseCredentials: () => void;
  /** Ends the server: nobody listens any more. */
  stop: () => Promise<void>;
};

export type Transport = {
  name: string;
  isMissing: () => boolean;
  start: (home: Home) => Promise<RemoteServer>;
};

/** The ways over which every promise about remotes is tested. */
export const transports: readonly Transport[] = [
  { name: "file", isMissing: () => false, start: startFileRemote },
  { name: "smart HTTP", isMissing: () => requires("git", "git"), start: startHttpRemote },
  {
    name: "ssh",
    isMissing: () => requires("sshd", "openssh-server"),
    start: startSshRemote,
  },
];

async function startFileRemote(): Promise<RemoteServer> {
  return {
    url: (path) => `file://${path}`,
    refuseCredentials: () => {},
    stop: async () => {},
  };
}
