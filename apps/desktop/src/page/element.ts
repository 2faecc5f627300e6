/**
 * Makes an element. What it holds is text or other elements, never markup: hosts, notes and
 * explanations come from policies and peers.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An element of index.html.
 *
 * @throws {Error} It has none of this name.
 */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * A button of index.html.
 *
 * @throws {Error} It has none of this name.
 */
export function button(id: string): HTMLButtonElement {
  const found = part(id);
  if (found instanceof HTMLButtonElement) return found;
  throw new Error(`#${id} is no button`);
}
