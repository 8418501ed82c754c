import type { Act, Script } from "./script.ts";

/** Which acts of a script are played: by their place in it; `plain`: a sync without faults and disturbers. */
export type Kept = { at: number; as: "written" | "plain" }[];

const allOf = ({ acts }: Script): Kept => acts.map((_, at) => ({ at, as: "written" }));

/** The script with nothing but the kept acts. */
export function reduce(script: Script, kept: Kept): Script {
  const acts = kept.flatMap(({ at, as }): Act[] => {
    const act = script.acts[at];
    if (!act) return [];
    return [
      act.do === "sync" && as === "plain"
        ? { ...act, fault: null, meanwhile: [], pause: null }
        : act,
    ];
  });
  return { ...script, acts };
}

/** Leaves out one act after another, and makes syncs plain, as long as it still breaks. */
export async function shrink(
  script: Script,
  breaks: (script: Script) => Promise<boolean>,
): Promise<Kept> {
  let kept = allOf(script);
  for (let shorter = true; shorter;) {
    shorter = false;
    for (let at = kept.length - 1; at >= 0; at -= 1) {
      const without = kept.toSpliced(at, 1);
      if (!(await breaks(reduce(script, without)))) continue;
      kept = without;
      shorter = true;
    }
  }
  for (const [at, one] of kept.entries()) {
    const plainer = kept.with(at, { ...one, as: "plain" });
    const isSync = script.acts[one.at]?.do === "sync";
    if (isSync && (await breaks(reduce(script, plainer)))) kept = plainer;
  }
  return kept;
}

/** `0,3,7p`: how the command line names what is kept. */
export const writeKept = (kept: Kept): string =>
  kept.map(({ at, as }) => `${at}${as === "plain" ? "p" : ""}`).join(",");

export const readKept = (text: string): Kept =>
  text
    .split(",")
    .filter((word) => word !== "")
    .map((word) => ({
      at: Number.parseInt(word, 10),
      as: word.endsWith("p") ? "plain" : "written",
    }));
