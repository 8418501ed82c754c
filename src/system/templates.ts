import { readFileSync } from "node:fs";

// Two folders up lies the package, both from src/system/ and from wherever the bundler puts this in dist/.
const folder = new URL("../../templates/", import.meta.url);

/**
 * The text of one file below templates/ with every `{{name}}` replaced by the value of that name.
 * Throws where the template names a value that is not given.
 */
export function renderTemplate(name: string, values: Readonly<Record<string, string>>): string {
  const template = readFileSync(new URL(name, folder), "utf8");
  return template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`templates/${name} names the unknown value ${key}`);
    return value;
  });
}
