import type * as z from "zod";
import type { Context } from "../actions/context.ts";

/** One line of the tool table: what it is called with, what it gives, and the verb behind it. */
export type Tool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> = {
  name: string;
  title: string;
  /** For the model: what it is for and when to call it. */
  description: string;
  input: Input;
  output: Output;
  annotations: {
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    /** Whether it reaches beyond this machine and its hub. */
    openWorldHint: boolean;
  };
  /** Throws SyncError, which tool-error.ts turns into the tool's answer. */
  call: (ctx: Context, input: z.output<Input>) => Promise<z.input<Output>>;
  /** The answer in words, for clients that show no structured content. */
  words: (output: z.output<Output>, ctx: Context) => string;
};

/** Gives a tool its types, and forgets them for the table. */
export function tool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: Tool<Input, Output>,
): Tool {
  return definition as unknown as Tool;
}
