// The theme changes at once, without a trip to the server, and is remembered in the cookie that the server reads.

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

export function startThemes(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "theme") return;
      event.preventDefault();
      choose(button.value);
    });
  }
}

function choose(theme: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari.
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR_IN_SECONDS}; SameSite=Lax; Secure`;
  if (theme === "auto") delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[name="theme"]')) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
