// What the gate asks of its own server: key sets, status lists, and what a typed code is worth. It sends no cookie, follows no redirect, and reads no more than
// it must.

/** How long an answer may take, in milliseconds. */
const PATIENCE = 10_000;

/**
 * The bytes; `missing` when the server says that there is no such thing, or nothing of the kind, `limited` when it was asked too often, `silent` when it says
 * nothing of use.
 */
export type Answer = Uint8Array | "missing" | "limited" | "silent";

export async function fetchBytes(path: string, accept: string, most: number): Promise<Answer> {
  try {
    const response = await fetch(path, {
      headers: { accept },
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      // What the browser keeps is asked about each time, and is not sent again when it is the newest.
      cache: "no-cache",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 204 || response.status === 404 || response.status === 410) return "missing";
    if (response.status === 429) return "limited";
    if (!response.ok || !response.body) return "silent";
    const type = response.headers.get("content-type")?.split(";")[0]?.trim();
    return type === accept ? await bounded(response.body, most) : "silent";
  } catch {
    return "silent";
  }
}

export async function bounded(body: ReadableStream<Uint8Array>, most: number): Promise<Answer> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > most) {
      await reader.cancel();
      return "silent";
    }
    chunks.push(next.value);
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}
