// A stage for the gate: its built files under the server's headers, an organization's keys and status list beside them, and a
// browser whose camera plays a video. What the organization publishes can be changed, and the signal cut.

import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { Organization } from "./mint.mjs";

const dist = join(import.meta.dirname, "../../dist");
const source = readFileSync(
  join(import.meta.dirname, "../../../crates/server/src/routes/pages/gate.rs"),
  "utf8",
);
const host = "pass.example.com";

/** The policy that the server sends, from its source: there is one text of it. */
function policy(name) {
  const text = source.match(new RegExp(`const ${name}: &str =\\s*"([^"]*)"`))?.[1];
  if (!text) throw new Error(`no ${name} in the server's source`);
  return text.replace(/\\\n\s*/g, "");
}

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** The file and the policy for a path, as crates/server/src/routes/pages/gate.rs answers. */
function fileFor(path) {
  if (path === "/v" || path === "/v/enroll") return { file: "gate/page.html", policy: policy("PAGE_POLICY") };
  const [, part] = path.match(/^\/v\/(worker\.js|app\.webmanifest|decoder-[A-Za-z0-9]+\.js)$/) ?? [];
  if (part) {
    const name = part.startsWith("decoder") ? "READER_POLICY" : "WORKER_POLICY";
    return { file: `gate/${part}`, policy: policy(name) };
  }
  const [, asset] = path.match(/^\/assets\/([\w.-]+)$/) ?? [];
  return asset ? { file: asset } : undefined;
}

export class Stage {
  /** What is published, by path: a media type and bytes. */
  published = new Map();
  /** Requests that came, by path, and their bytes when they came compressed. */
  asked = [];
  /** Sites with enrolled scanners, which answer for themselves. */
  site;
  /** Holds answers to requests for status lists back until it is called. */
  hold;

  static async open() {
    const stage = new Stage();
    stage.folder = mkdtempSync(join(tmpdir(), "credenza-gate-"));
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(stage.folder, name));
    const request = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
    ];
    execFileSync(
      "openssl",
      [
        ...request,
        "-subj",
        `/CN=${host}`,
        "-addext",
        `subjectAltName=DNS:${host}`,
        "-keyout",
        key,
        "-out",
        cert,
      ],
      {
        stdio: "ignore",
      },
    );
    const { publicKey } = new X509Certificate(readFileSync(cert));
    const spki = publicKey.export({ type: "spki", format: "der" });
    stage.spki = createHash("sha256").update(spki).digest("base64");
    stage.server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) =>
      stage.#answer(request, response),
    );
    await new Promise((resolve) => stage.server.listen(0, "127.0.0.1", resolve));
    stage.port = stage.server.address().port;
    stage.origin = `https://${host}`;
    stage.ours = new Organization("org_01kaq4vx00e8x9s3p6m2r7t5wz", stage.origin);
    stage.theirs = new Organization("org_01kaq4vx00f1b2c3d4e5g6h7j8", stage.origin);
    stage.publish();
    return stage;
  }

  /** Publishes what both organizations have. */
  publish({ list = this.ours.list(), keys = this.ours.keys() } = {}) {
    const both = [
      [this.ours, keys, list],
      [this.theirs, this.theirs.keys(), this.theirs.list()],
    ];
    for (const [organization, set, statuses] of both) {
      this.published.set(organization.keysPath, ["application/cose-key-set", set]);
      this.published.set(organization.listPath, ["application/statuslist+cwt", statuses]);
    }
  }

  /** Publishes a root and its trust pack. */
  vouch(root, pack) {
    const path = "/.well-known/credenza/trust-";
    this.published.set(`${path}root.cbor`, ["application/cose-key", root.cose]);
    this.published.set(`${path}pack.cbor`, ['application/cose; cose-type="cose-sign1"', pack]);
  }

  async #answer(request, response) {
    const path = request.url.split("?")[0];
    this.asked.push({ path, cookie: request.headers.cookie, url: request.url });
    if (path.startsWith("/api/v1/scanners/") && this.site) {
      const told = await this.site.answer(request, path);
      if (told) {
        response.writeHead(told.status, told.headers).end(told.body);
        return;
      }
      // Cut off in the middle: when nothing comes at all, a browser asks once more by itself.
      response.writeHead(200, { "content-length": "99" });
      response.write("{", () => request.socket.destroy());
      return;
    }
    const found = this.published.get(path);
    if (path.includes("/status/") && this.hold) await this.hold;
    if (found) {
      response.writeHead(200, { "content-type": found[0], "service-worker-allowed": "/v" });
      response.end(found[1]);
      return;
    }
    const { file, policy: sent } = fileFor(path) ?? {};
    if (!file || !existsSync(join(dist, file))) {
      response.writeHead(404);
      response.end();
      return;
    }
    const headers = { "content-type": types[extname(file)], "x-content-type-options": "nosniff" };
    if (sent) headers["content-security-policy"] = sent;
    if (path === "/v" || path === "/v/enroll") headers["permissions-policy"] = policy("CAMERA");
    headers["service-worker-allowed"] = "/v";
    headers["cache-control"] = path.startsWith("/assets/")
      ? "public, max-age=31536000, immutable"
      : "no-cache";
    response.writeHead(200, headers);
    response.end(readFileSync(join(dist, file)));
  }

  /** A browser whose camera shows `film` (see `video`), if it has one. */
  async browser(film) {
    const executablePath =
      process.env.CHROMIUM ??
      ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
    const args = [
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
      `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${this.port}`,
      // This certificate is as good as any: the page is from a secure origin, as a browser asks that installs it.
      `--ignore-certificate-errors-spki-list=${this.spki}`,
      "--use-fake-ui-for-media-stream",
    ];
    if (film) {
      const path = join(this.folder, `camera-${Math.random()}.y4m`);
      writeFileSync(path, film);
      args.push("--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${path}`);
    }
    if (process.getuid?.() === 0) args.push("--no-sandbox");
    return chromium.launch({ executablePath, args });
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A phone of a guard: `page` is the gate, not opened yet. */
export async function guard(
  browser,
  stage,
  { width = 360, height = 740, theme = "light", locale = "en-CA", expects = [] } = {},
) {
  const context = await browser.newContext({
    baseURL: stage.origin,
    viewport: { width, height },
    colorScheme: theme,
    locale,
    timezoneId: "America/Edmonton",
    reducedMotion: "reduce",
    hasTouch: true,
    deviceScaleFactor: 2,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    // What a phone without signal cannot load is told there, and is what is meant.
    const expected =
      /net::ERR_(INTERNET_DISCONNECTED|CONTENT_LENGTH_MISMATCH|CONNECTION_RESET)|status of 404/.test(
        message.text(),
      );
    const status = Number(message.text().match(/status of (\d+)/)?.[1]);
    if (!["error", "warning"].includes(message.type()) || expected || expects.includes(status)) return;
    faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== stage.origin && protocol !== "blob:") faults.push(`asks ${request.url()}`);
  });
  return { context, page, faults };
}

/** What the screen says of a pass. */
export async function verdict(page) {
  await page.locator("[data-result]:not([hidden])").waitFor();
  return page.evaluate(() => {
    const text = (name) => document.querySelector(`[data-${name}]`)?.textContent?.trim() ?? "";
    const shown = (name) => (document.querySelector(`[data-${name}]`)?.hidden ? "" : text(name));
    return {
      tone: document.querySelector("[data-panel]").dataset.tone,
      decision: shown("decision"),
      task: document.querySelector("[data-task-fact]").hidden ? "" : text("task-words"),
      roles: document.querySelector("[data-roles-fact]").hidden ? "" : text("roles-words"),
      missing: [...document.querySelectorAll("[data-missing]:not([hidden]) li")].map(
        (item) => item.textContent,
      ),
      shape: document.querySelector("[data-shape]").getAttribute("href"),
      word: text("word"),
      sentence: text("sentence"),
      name: text("name"),
      assurance: shown("assurance"),
      age: shown("age"),
      tickets: [...document.querySelectorAll("[data-tickets] li")].map((item) => item.textContent),
    };
  });
}
