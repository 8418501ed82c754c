/**
 * The process's environment as a plain record: each look into `process.env` asks the operating system, and a
 * copy of all of it asks once per variable. On Windows, where names have no case, they come in capitals.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  if (process.platform !== "win32") return Object.fromEntries(entries);
  return Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value]));
}
