/** The text without credentials: what stands before `@` in a URL's authority, and secrets in a query. */
export function redact(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, "$1***@")
    .replace(/([?&][\w-]*(?:token|key|secret|password|signature)=)[^&\s'"]+/gi, "$1***");
}

/** The text without the secrets that its writer was sent, as they are or in JSON: a server may give back what it got. */
export const without = (secrets: readonly string[], text: string): string =>
  secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), text);

/** Whether `redact` has taken something out of the text. */
export const isRedacted = (text: string): boolean => /:\/\/\*\*\*@|=\*\*\*(&|$)/.test(text);

/** Whether a database's URL carries a password of its own. */
export const holdsPassword = (url: string): boolean =>
  /^[a-z]+:\/\/[^/@]*:[^/@]+@/i.test(url) || /[?&](ssl)?password=[^&]/i.test(url);
