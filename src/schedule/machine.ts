import type { Directories } from "../system/directories.ts";

/** What a scheduler needs to know of the machine and its user. */
export type Machine = {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  directories: Directories;
  user: {
    name: string;
    /** The numeric user id; -1 on Windows. */
    id: number;
    /** The absolute home directory. */
    home: string;
  };
  now: () => Date;
};
