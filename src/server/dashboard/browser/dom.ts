type Child = Node | string | null;

/** Attributes, and among them `on…` handlers; null leaves an attribute out. */
type Attributes = Readonly<Record<string, string | null | ((event: Event) => void)>>;

/** Makes an element. All text goes in as text: nothing that a repository holds is ever read as HTML. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An SVG drawing of paths, which says nothing by itself. */
export function svg(viewBox: string, className: string, ...paths: SVGPathElement[]): SVGSVGElement {
  const drawing = document.createElementNS(svgSpace, "svg");
  drawing.setAttribute("viewBox", viewBox);
  drawing.setAttribute("class", className);
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(...paths);
  return drawing;
}

export function path(line: string, className: string): SVGPathElement {
  const drawn = document.createElementNS(svgSpace, "path");
  drawn.setAttribute("d", line);
  drawn.setAttribute("class", className);
  return drawn;
}

const svgSpace = "http://www.w3.org/2000/svg";

/** Sets the text only where it is another one: the page is not laid out again for nothing. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An element that index.html holds. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** Before the page is next painted; of a tab that nobody sees, soon. */
export function beforePaint(work: () => void): void {
  if (document.hidden) setTimeout(work, 100);
  else requestAnimationFrame(work);
}
