/** The text without credentials: what stands before `@` in a URL's authority, and secrets in a query. */
export function redact(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, "$1***@")
    .replace(/([?&][\w-]*(?:token|key|secret|password|signature)=)[^&\s'"]+/gi, "$1***");
}
