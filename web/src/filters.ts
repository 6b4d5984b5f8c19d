// Search while typing: htmx does it; here its addresses are kept short and the button for others is put away.

export function hideSubmits(): void {
  for (const button of document.querySelectorAll<HTMLElement>("form[hx-get] .filter-submit")) {
    button.hidden = true;
  }
}

export function startFilters(): void {
  hideSubmits();
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = (event as CustomEvent<{ parameters: FormData }>).detail;
    for (const [name, value] of [...parameters.entries()]) {
      if (value === "") parameters.delete(name);
    }
  });
}
