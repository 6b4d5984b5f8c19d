// Passkeys: the browser's credentials, with binary values in base64url as the server sends and reads them.

import { message } from "./messages";

/** What the server sends when a ceremony begins. */
export interface Ceremony {
  token: string;
  options: Record<string, unknown>;
}

interface Descriptor {
  type: "public-key";
  id: string;
}

/** Whether this browser knows passkeys. */
export function knowsPasskeys(): boolean {
  return "PublicKeyCredential" in window && window.isSecureContext;
}

/** Lets an authenticator make a passkey; its answer, as the server reads it. */
export async function makePasskey(options: Record<string, unknown>): Promise<unknown> {
  const { challenge, user, excludeCredentials, ...rest } = options as {
    challenge: string;
    user: { id: string; name: string; displayName: string };
    excludeCredentials: Descriptor[];
  };
  const publicKey = {
    ...rest,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: excludeCredentials.map(described),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error(message("client-passkey-failed"));
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    type: made.type,
    response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) },
  };
}

/** Lets a passkey sign; its answer, as the server reads it. */
export async function usePasskey(
  options: Record<string, unknown>,
  more: Pick<CredentialRequestOptions, "mediation" | "signal"> = {},
): Promise<unknown> {
  const { challenge, allowCredentials, ...rest } = options as {
    challenge: string;
    allowCredentials: Descriptor[];
  };
  const publicKey = {
    ...rest,
    challenge: bytes(challenge),
    allowCredentials: allowCredentials.map(described),
  } as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ ...more, publicKey })) as PublicKeyCredential | null;
  if (!used) throw new Error(message("client-passkey-failed"));
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    used.response as AuthenticatorAssertionResponse;
  return {
    id: used.id,
    type: used.type,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      ...(userHandle ? { userHandle: text(userHandle) } : {}),
    },
  };
}

/** What to tell somebody whose passkey did not answer. */
export function explainPasskey(failure: unknown): string {
  if (!(failure instanceof DOMException)) return failure instanceof Error ? failure.message : String(failure);
  return message(failure.name === "InvalidStateError" ? "client-passkey-exists" : "client-passkey-failed");
}

function described({ type, id }: Descriptor): PublicKeyCredentialDescriptor {
  return { type, id: bytes(id) };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
