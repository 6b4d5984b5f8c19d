// Finding elements, with their types.

export function find<E extends Element>(root: ParentNode, selector: string): E | null {
  return root.querySelector<E>(selector);
}

/** The element that the template is known to have. */
export function need<E extends Element>(root: ParentNode, selector: string): E {
  const element = root.querySelector<E>(selector);
  if (!element) throw new Error(`the page lacks ${selector}`);
  return element;
}

/** Calls `act` for clicks on what matches `selector`, also on what htmx brings later. */
export function onClick(selector: string, act: (element: HTMLElement, event: MouseEvent) => void): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (target) act(target, event);
  });
}

export function reveal(elements: Iterable<Element>): void {
  for (const element of elements) element.removeAttribute("hidden");
}
