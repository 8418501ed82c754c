import { readTemplate } from "../system/installation.ts";

/**
 * The text of a file in templates/ with every `{{name}}` replaced by that value as it is: escaping is the
 * caller's, since each format has its own. Throws where the template asks for a name that `values` lacks.
 */
export function renderTemplate(name: string, values: Readonly<Record<string, string>>): string {
  return readTemplate(name).replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined)
      throw new Error(`templates/${name} asks for ${key}, which is not given`);
    return value;
  });
}
