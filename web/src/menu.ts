// The menu in the header closes as menus do: by Escape, and by a click or focus elsewhere.

import { find } from "./dom";

export function startMenus(): void {
  const menu = find<HTMLDetailsElement>(document, "details.menu");
  if (!menu) return;
  const closeOutside = (event: Event): void => {
    // The menu element itself is what lies over the rest of the page while it is open.
    const { target } = event;
    if (target === menu || (target instanceof Node && !menu.contains(target))) menu.open = false;
  };
  document.addEventListener("click", closeOutside);
  document.addEventListener("focusin", closeOutside);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    find<HTMLElement>(menu, "summary")?.focus();
  });
}
