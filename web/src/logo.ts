// The logo of who sent a link, on the page behind it.

import { find } from "./dom";

/** `url` holds the picture itself: nothing is loaded from anywhere. */
export function showLogo(url: string | null, organization: string): void {
  const plate = find<HTMLElement>(document, "[data-logo]");
  const picture = plate && find<HTMLImageElement>(plate, "img");
  if (!picture || url === null) return;
  picture.src = url;
  picture.alt = organization;
  plate.hidden = false;
}
