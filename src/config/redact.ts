import type { Config } from "./schema.ts";

/** The config as it may be shown: the password in the hub's URL is replaced. */
export function redactConfig(config: Config): Config {
  return config.hub === undefined ? config : { ...config, hub: redactUrl(config.hub) };
}

/** `postgres://user:secret@host/db?password=secret` without its secrets. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z]+:\/\/[^/?#]*?:)[^/?#]*@/i, "$1***@")
    .replace(/([?&][^=&#]*(?:password|secret|token|key)[^=&#]*=)[^&#]*/gi, "$1***");
}
