import { closeSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * Loads libsql's native library in about 2 ms. libsql's own way takes 16, most of it to ask Node's
 * diagnostic report which C library this is; the build puts this in its place.
 * Throws the loader's error where the package for this machine is not installed.
 */
export function loadNativeSqlite(): unknown {
  const here = createRequire(import.meta.url);
  // From libsql's own place: package managers need not hoist its platform packages to ours.
  const require = createRequire(here.resolve("libsql"));
  let failure: unknown = null;
  for (const target of targets())
    try {
      return require(`@libsql/${target}`) as unknown;
    } catch (error) {
      failure ??= error;
    }
  throw failure;
}

function targets(): string[] {
  const { platform, arch } = process;
  if (platform === "win32") return [`win32-${arch}-msvc`];
  if (platform !== "linux") return [`${platform}-${arch}`];
  const [gnu, musl] = arch === "arm" ? ["gnueabihf", "musleabihf"] : ["gnu", "musl"];
  return (isMusl() ? [musl, gnu] : [gnu, musl]).map((library) => `linux-${arch}-${library}`);
}

/** A program names its dynamic loader near its beginning: elf(5), PT_INTERP. */
function isMusl(): boolean {
  const start = Buffer.alloc(4096);
  const program = openSync("/proc/self/exe", "r");
  try {
    readSync(program, start, 0, start.length, 0);
  } finally {
    closeSync(program);
  }
  return start.includes("/ld-musl-");
}
