import type { FileAccess } from "../../../src/system/file-access.ts";
import { fileError } from "../memory/memory-files.ts";
import type { Process } from "./process.ts";

/** What the world wants to hear of a process's file calls, to judge invariant 15. */
export type FileWitness = {
  read: (path: string, bytes: Buffer) => void;
  replaced: (path: string, before: Buffer | null, after: Buffer) => void;
};

/** The files as one process gets them: each call an effect. */
export function processFiles(
  process: Process,
  files: FileAccess,
  witness: FileWitness,
): FileAccess {
  const effect = <T>(name: string, kind: "read" | "write", work: () => T): T => {
    if (process.before(name, kind) !== null) throw fileError("ENOSPC", name);
    const result = work();
    process.after();
    return result;
  };
  let looks = 0;
  return {
    realpath: (path) => files.realpath(path),
    read: (path) => {
      // Between the last look and the rename nobody may step in: no file system can exchange only if equal.
      const isLastLook = looks > 0;
      const bytes = isLastLook
        ? (process.before(`look again at ${path}`, "read"), files.read(path))
        : effect(`read ${path}`, "read", () => files.read(path));
      if (!isLastLook) witness.read(path, bytes);
      return bytes;
    },
    stat: (path) => files.stat(path),
    write(path, bytes) {
      if (process.before(`write ${path}`, "write") !== null) {
        files.write(path, bytes.subarray(0, bytes.length / 2));
        throw fileError("ENOSPC", path);
      }
      files.write(path, bytes);
      looks += 1;
      process.after();
    },
    chmod: (path, mode) => files.chmod(path, mode),
    rename(from, to) {
      process.before(`rename onto ${to}`, "write", "alone");
      looks = 0;
      const before = files.stat(to) ? files.read(to) : null;
      files.rename(from, to);
      witness.replaced(to, before, files.read(to));
      process.after();
    },
    remove(path) {
      if (process.died() !== null) return;
      looks = 0;
      files.remove(path);
    },
  };
}
