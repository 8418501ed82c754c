/**
 * Fills `@NAME@` in a shell template, where every placeholder stands between single quotes or is a plain
 * word: a quote in a value is closed, escaped and opened again. Throws where the template asks for a name
 * that `values` lacks.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/@([A-Z][A-Z_]*)@/g, (_placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template asks for ${name}, which is not given`);
    return value.replaceAll("'", "'\\''");
  });
}
