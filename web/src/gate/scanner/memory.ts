// That this phone is a scanner, remembered apart from what it carries: a browser that throws that away should not make it a phone
// like any other without a word.

const KEPT = "scanner-of";

/** The site whose scanner this phone is, or was. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export function remember(site: string): void {
  try {
    localStorage.setItem(KEPT, site);
  } catch {
    // Then only what it carries tells.
  }
}

export function forgetScanner(): void {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // It was not kept, either.
  }
}
