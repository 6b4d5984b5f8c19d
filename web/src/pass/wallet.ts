// The same tickets for wallets: as files that other programs keep, and shown in part to who asks for it. What is shown is signed by the
// key in this phone, so that nobody else can show it. Nothing of it is kept here.

import { part } from "../gate/part";
import { source } from "../gate/pass/cose";
import { type PublicKey, publicKey } from "./device";
import { bytesOf, takeCredentials, textOf } from "./server";
import type { Kept } from "./store";

/** A disclosure of an SD-JWT (RFC 9901, section 4.2), and what it is called here. */
export interface Disclosure {
  text: string;
  label: string;
}

const utf8 = new TextEncoder();

/** What may be shown of a credential, in its order. */
export function disclosuresOf(credential: string): Disclosure[] {
  return credential
    .split("~")
    .slice(1, -1)
    .map((text) => {
      const said = JSON.parse(new TextDecoder().decode(bytesOf(text)));
      const ticket = said.length === 2 ? said[1] : undefined;
      return { text, label: String(ticket ? (ticket.name ?? ticket.type) : said[2]) };
    });
}

/** The credential with these of its disclosures, signed for who asks at `at`, in seconds since 1970 (RFC 9901, section 4.3). */
export async function presented(
  credential: string,
  shown: readonly string[],
  asked: { audience: string; nonce: string },
  key: CryptoKey,
  at: number,
): Promise<string> {
  const before = `${[credential.split("~")[0], ...shown].join("~")}~`;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(before)));
  const header = { alg: "ES256", typ: "kb+jwt" };
  const claims = { iat: at, aud: asked.audience, nonce: asked.nonce, sd_hash: textOf(hash) };
  const message = [header, claims].map((said) => textOf(utf8.encode(JSON.stringify(said)))).join(".");
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, key, source(utf8.encode(message)));
  return `${before}${message}.${textOf(new Uint8Array(signature))}`;
}

/** The part of the page. */
export class Wallet {
  #credential: string | undefined;

  constructor(
    readonly kept: () => Kept | undefined,
    readonly clock: () => number,
  ) {
    part("wallet-make").addEventListener("click", () => void this.#make());
    part<HTMLFormElement>("wallet-show").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#show();
    });
    part("wallet-copy").addEventListener("click", () => void this.#copy());
  }

  /** Another holder, or none: what was made for the last one goes. */
  forget(): void {
    this.#credential = undefined;
    part("wallet-made").hidden = true;
    part("wallet-shown").hidden = true;
    part("wallet-files").replaceChildren();
  }

  async #make(): Promise<void> {
    const kept = this.kept();
    if (!kept) return;
    const trouble = (signedOut: boolean, failed: boolean) => {
      part("wallet-signed-out").hidden = !signedOut;
      part("wallet-failed").hidden = !failed;
    };
    trouble(false, false);
    const key: PublicKey = await publicKey(kept.key);
    const taken = await Promise.all([
      takeCredentials(kept.worker, key, "sd_jwt_vc"),
      takeCredentials(kept.worker, key, "open_badges"),
    ]);
    const [credentials, badges] = taken;
    if (typeof credentials === "string" || typeof badges === "string") {
      trouble(taken.includes("signed_out"), !taken.includes("signed_out"));
      return;
    }
    this.#credential = credentials[0]?.text;
    const files = credentials.map(({ text }) => link("tickets.sd-jwt", text, "application/dc+sd-jwt"));
    for (const { ticket, text } of badges)
      files.push(link(`badge-${ticket.replace(/[^A-Za-z0-9-]/g, "")}.jwt`, text, "application/jwt"));
    part("wallet-files").replaceChildren(...files);
    part("wallet-choices").replaceChildren(...disclosuresOf(this.#credential ?? "").map(choice));
    part("wallet-made").hidden = false;
    part("wallet-shown").hidden = true;
  }

  async #show(): Promise<void> {
    const kept = this.kept();
    if (!kept || this.#credential === undefined) return;
    const chosen = part("wallet-choices").querySelectorAll<HTMLInputElement>("input:checked");
    const asked = {
      audience: part<HTMLInputElement>("wallet-audience").value.trim(),
      nonce: part<HTMLInputElement>("wallet-nonce").value.trim(),
    };
    const shown = [...chosen].map(({ value }) => value);
    const text = await presented(this.#credential, shown, asked, kept.key.privateKey, this.clock());
    part<HTMLTextAreaElement>("wallet-result").value = text;
    part("wallet-shown").hidden = false;
    part("wallet-copied").hidden = true;
  }

  async #copy(): Promise<void> {
    const result = part<HTMLTextAreaElement>("wallet-result");
    result.select();
    await navigator.clipboard?.writeText(result.value).catch(() => undefined);
    part("wallet-copied").hidden = false;
  }
}

function link(name: string, text: string, type: string): HTMLElement {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([text], { type }));
  anchor.download = name;
  anchor.textContent = name;
  const item = document.createElement("li");
  item.append(anchor);
  return item;
}

function choice({ text, label }: Disclosure): HTMLElement {
  const input = document.createElement("input");
  input.type = "checkbox";
  input.value = text;
  input.checked = true;
  const element = document.createElement("label");
  element.className = "choice";
  element.append(input, label);
  return element;
}
