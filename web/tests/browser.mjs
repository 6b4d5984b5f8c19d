// A browser that sees the rendered pages of target/pages under the server's content security policy.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
export const pagesFolder = join(root, "target/pages");
const assetsFolder = join(root, "web/dist");
export const origin = "https://credenza.test";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** What proves a ticket, on pages that show some: a card that is wider than small screens are. */
const photo = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1000"><rect width="1600" height="1000" rx="60" fill="#b9cdd6"/></svg>`;

export function launch() {
  const executablePath =
    process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    // What a context is told to trust does not count for service workers.
    "--ignore-certificate-errors",
  ];
  // The sandbox cannot be set up by root, as in a container.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath, args });
}

/** A page whose requests are answered from the folders; what breaks the policy or throws is put into `faults`. */
export async function open(browser, { theme, width, height = 900, faults, api }) {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    reducedMotion: "reduce",
    hasTouch: width < 600,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await context.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith("/api/") && api) return api(route, pathname);
    if (pathname.startsWith("/workers/evidence/") || /^\/workers\/[^/]+\/photo$/.test(pathname))
      return route.fulfill({ body: photo, contentType: types[".svg"] });
    // The samples of what is followed: a stream that tells nothing.
    if (pathname === "/readiness/events")
      return route.fulfill({ body: ":\n\n", contentType: "text/event-stream" });
    const file = pathname.startsWith("/assets/")
      ? join(assetsFolder, pathname.slice("/assets/".length))
      : join(pagesFolder, `${/\.[a-z]{2}$/.test(pathname) ? pathname : `${pathname}.en`}.html`);
    try {
      const body = await readFile(file);
      const contentType = types[extname(file)] ?? "application/octet-stream";
      await route.fulfill({ body, contentType, headers: { "content-security-policy": policy } });
    } catch {
      await route.fulfill({ status: 404, body: "" });
    }
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return page;
}
