import { SyncError } from "../core/errors.ts";

/** A page of a hundred repositories is below a megabyte. */
const mostBytes = 32 * 1024 * 1024;

/** The whole body as text. Throws `forge` where it does not end within 32 MB. */
export async function readBody(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes)
      throw new SyncError("forge", `${new URL(response.url).host} answers without an end`, {
        hint: "check the forge's url and kind in config.yaml",
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
