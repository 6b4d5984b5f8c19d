// What stands between an enrolled scanner and its server. Whatever it is, the phone still verifies passes.

/**
 * `revoked`: the organization took the scanner back. `closed`: it was enrolled anew, here or on another phone. `forked`: the server has
 * another record in the place of one of this log. `broken`: the server misses records that this phone has dropped. `refused`: the server does not
 * take what is sent. `unknown`: the server does not know who asks.
 */
export type Trouble = "revoked" | "closed" | "forked" | "broken" | "refused" | "unknown";

/** Whether the scanner may still say go or no-go, and write records of it. */
export function hasAuthority(trouble: Trouble | undefined): boolean {
  return trouble === undefined || trouble === "refused" || trouble === "unknown";
}

/** Whether the server may yet take records: those of an epoch that was closed, too. */
export function isHeard(trouble: Trouble | undefined): boolean {
  return hasAuthority(trouble) || trouble === "closed";
}
