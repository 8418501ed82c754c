import type { Trigger } from "../core/outcome.ts";

export async function wake(_trigger: Trigger, _args: string[]): Promise<void> {}
