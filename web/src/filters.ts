// Search while typing: htmx does it; here its addresses are kept short, the button for others is put away, and what fails is
// told: the rows that stay are not what was searched for.

import { explain, problemOf } from "./problem";
import { toast } from "./toast";

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
  document.body.addEventListener("htmx:sendError", () => tell(0));
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    // Whose session is over is on his way to sign in.
    if (xhr.status !== 401) tell(xhr.status);
  });
}

function tell(status: number): void {
  toast(explain(problemOf(status, "")));
}
