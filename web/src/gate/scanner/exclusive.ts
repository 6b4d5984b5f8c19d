// One tab at a time. A plain camera opens a new page for each code, and all of them write one log.

/** Waits until no other tab does the same. */
export function exclusively<T>(what: string, act: () => Promise<T>): Promise<T> {
  return navigator.locks.request(`scanner-${what}`, act) as Promise<T>;
}
