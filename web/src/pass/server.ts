// What the pass page asks of its own server, for who is signed in: who he is, what tickets he has, and a pass.

import type { PublicKey } from "./device";
import type { OwnTicket } from "./store";

/** How long an answer may take, in milliseconds: one bar of signal is slow. */
const PATIENCE = 20_000;

/** `silent`: no signal, or an answer of no use. `signed_out`: the session is over. `no_worker`: the account is of no worker. */
export type Trouble = "silent" | "signed_out" | "no_worker";

export interface Told {
  worker: string;
  organization: string;
  name: string;
  tickets: OwnTicket[];
  /** The ids of his roles of work. */
  roles: string[];
  /** The beginning of the SHA-256 of his photo, in hexadecimal; `null` for none. */
  photo: string | null;
  /** By how many seconds the phone's clock is ahead of the server's; undefined when it does not say. */
  ahead: number | undefined;
}

export interface Issued {
  token: Uint8Array;
  issuedAt: number;
  leftOut: number;
}

async function ask(path: string, json?: unknown): Promise<Response | undefined> {
  try {
    return await fetch(path, {
      method: json === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(json === undefined ? {} : { "content-type": "application/json" }),
      },
      body: json === undefined ? null : JSON.stringify(json),
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return undefined;
  }
}

/** Asks; once more with a new access token when the old one was over. */
async function asked(path: string, json?: unknown): Promise<Response | undefined> {
  const first = await ask(path, json);
  if (first?.status !== 401) return first;
  const refreshed = await ask("/session/refresh", {});
  if (refreshed === undefined) return undefined;
  return refreshed.ok ? ask(path, json) : first;
}

function trouble(response: Response | undefined): Trouble {
  if (response?.status === 401) return "signed_out";
  return response?.status === 404 || response?.status === 403 ? "no_worker" : "silent";
}

interface TicketView {
  id: string;
  code: string;
  type_name: string;
  number: string | null;
  issuer: string | null;
  status: string;
  expires_on: string | null;
}

/** Who is signed in, and his tickets. */
export async function whoAmI(now: () => number): Promise<Told | Trouble> {
  const response = await asked("/api/v1/own-worker");
  if (!response?.ok) return trouble(response);
  try {
    const told = await response.json();
    const date = Date.parse(response.headers.get("date") ?? "");
    const tickets = (told.tickets as TicketView[]).map((ticket) => ({
      id: ticket.id,
      code: ticket.code,
      type: ticket.type_name,
      number: ticket.number,
      issuer: ticket.issuer,
      status: ticket.status,
      expiresOn: ticket.expires_on,
    }));
    return {
      worker: String(told.id),
      organization: String(told.organization),
      name: String(told.name),
      tickets,
      roles: (told.roles as { id: string }[]).map(({ id }) => id).sort(),
      photo: typeof told.photo === "string" ? told.photo : null,
      ahead: Number.isNaN(date) ? undefined : now() - Math.floor(date / 1000),
    };
  } catch {
    return "silent";
  }
}

/** His photo, if it is the one of this digest. */
export async function ownPhoto(worker: string, digest: string): Promise<Blob | undefined> {
  const response = await asked(`/api/v1/workers/${worker}/photo`);
  if (!response?.ok) return undefined;
  try {
    const picture = await response.blob();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await picture.arrayBuffer()));
    const found = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return found === digest ? picture : undefined;
  } catch {
    return undefined;
  }
}

/** A pass for the key in this phone; `taken_back` when its last one was, so that it gets no other. */
export async function takePass(worker: string, key: PublicKey): Promise<Issued | Trouble | "taken_back"> {
  const response = await asked(`/api/v1/workers/${worker}/pass`, { device_key: key });
  if (response?.status === 409)
    return (await codeOf(response)) === "pass_revoked" ? "taken_back" : "no_worker";
  return response?.ok ? issuedIn(response) : trouble(response);
}

/** Credentials for the wallet that has this key; each badge with the type of its ticket. */
export async function takeCredentials(
  worker: string,
  key: PublicKey,
  format: "sd_jwt_vc" | "open_badges",
): Promise<{ ticket: string; text: string }[] | Trouble> {
  const response = await asked(`/api/v1/workers/${worker}/credential`, { holder_key: key, format });
  if (!response?.ok) return trouble(response);
  try {
    const { credentials } = await response.json();
    return (credentials as { ticket: string | null; credential: string }[]).map((one) => ({
      ticket: one.ticket ?? "",
      text: one.credential,
    }));
  } catch {
    return "silent";
  }
}

/** The pass signed anew, for who has its key; undefined when it is not, for whatever reason. */
export async function renewPass(issuer: string, proof: Uint8Array): Promise<Issued | undefined> {
  const response = await ask("/api/v1/pass-renewals", { issuer, proof: textOf(proof) });
  const issued = response?.ok ? await issuedIn(response) : undefined;
  return typeof issued === "object" ? issued : undefined;
}

async function issuedIn(response: Response): Promise<Issued | "silent"> {
  try {
    const issued = await response.json();
    return {
      token: bytesOf(issued.token),
      issuedAt: Math.floor(Date.parse(issued.issued_at) / 1000),
      leftOut: Number(issued.left_out),
    };
  } catch {
    return "silent";
  }
}

/** Why it was refused. */
async function codeOf(response: Response): Promise<string> {
  try {
    return String((await response.json()).code);
  } catch {
    return "";
  }
}

/** base64url, without padding. */
export function bytesOf(text: string): Uint8Array {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

/** base64url, without padding. */
export function textOf(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
