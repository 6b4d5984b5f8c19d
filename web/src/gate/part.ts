// The elements of a page, by their data attributes.

/** The element with a data attribute of this name. */
export function part<T extends Element = HTMLElement>(name: string): T {
  const found = document.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`the page has no ${name}`);
  return found;
}
