// Builds the gate: its page, its service worker and the worker that reads codes, in dist/gate; its other files beside those of the
// pages. Each is named by those that need it with the hash of its content, so they are built in that order.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const source = join(import.meta.dirname, "src/gate");
/** All that a phone takes to work without signal, compressed with gzip. */
const BUDGET = 1_500_000;

const common = {
  bundle: true,
  minify: true,
  format: "iife",
  // Older phones than those of the pages' readers stand at gates.
  target: ["chrome94", "firefox115", "safari16.4"],
  loader: { ".woff2": "file", ".wasm": "file" },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/assets",
  legalComments: "none",
  metafile: true,
};

function hashOf(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
}

/** Builds entries into a folder; gives the names of all that came out. */
async function bundle(outdir, entryPoints, define = {}) {
  const { metafile } = await build({ ...common, outdir, entryPoints, define });
  return Object.keys(metafile.outputs).map((path) => basename(path));
}

async function copyHashed(dist, name, from) {
  const hashed = name.replace(".", `-${hashOf(await readFile(from))}.`);
  await copyFile(from, join(dist, hashed));
  return hashed;
}

/** A text in which `{name}` stands for the address of a file. */
async function filled(name, addresses) {
  const text = await readFile(join(source, name), "utf8");
  return text.replace(/\{([a-z0-9-]+\.[a-z]+)\}/g, (_, file) => {
    if (!addresses[file]) throw new Error(`${name}: no file ${file}`);
    return `/assets/${addresses[file]}`;
  });
}

/** Builds the gate into `dist`; gives the hashed names of its files under /assets. `known`: those of the pages. */
export async function buildGate(dist, known) {
  const folder = join(dist, "gate");
  await mkdir(folder, { recursive: true });
  // What a worker asks for goes by the service worker only if its own address is below the page's.
  const decoding = await bundle(folder, { decoder: join(source, "decoder.ts") });
  const decoder = decoding.find((name) => name.endsWith(".js"));
  const reader = decoding.find((name) => name.endsWith(".wasm"));
  await rename(join(folder, reader), join(dist, reader));
  const page = await bundle(
    dist,
    { gate: join(source, "gate.ts"), "gate-style": join(source, "gate.css") },
    { DECODER: JSON.stringify(`/v/${decoder}`) },
  );
  const own = { [reader.replace(/-[A-Z0-9]{8}\./, ".")]: reader };
  for (const name of page) own[name.replace(/-[A-Z0-9]{8}(\.[a-z0-9]+)$/, "$1")] = name;
  for (const icon of ["gate-192.png", "gate-512.png", "gate-maskable.png"])
    own[icon] = await copyHashed(dist, icon, join(source, "icons", icon));

  const addresses = { ...known, ...own, "gate.css": own["gate-style.css"] };
  const html = await filled("page.html", addresses);
  await writeFile(join(folder, "page.html"), html);
  await writeFile(join(folder, "app.webmanifest"), await filled("app.webmanifest", addresses));

  const kept = [...Object.values(own), known["mark.svg"]].map((name) => `/assets/${name}`);
  kept.push(`/v/${decoder}`);
  const worker = await build({
    ...common,
    entryPoints: { worker: join(source, "worker/worker.ts") },
    define: { KEPT: JSON.stringify(kept), EDITION: JSON.stringify(hashOf(html + kept.join())) },
    write: false,
    outdir: folder,
  });
  await writeFile(join(folder, "worker.js"), worker.outputFiles[0].contents);
  for (const name of [decoder, "worker.js"])
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(await readFile(join(folder, name))));
  await weigh(dist, kept);
  return own;
}

async function weigh(dist, kept) {
  const files = kept.map((path) => join(dist, path.replace("/assets/", "").replace("/v/", "gate/")));
  for (const name of ["page.html", "worker.js", "app.webmanifest"]) files.push(join(dist, "gate", name));
  let [raw, gzip, brotli] = [0, 0, 0];
  for (const file of files) {
    const content = await readFile(file);
    raw += content.length;
    gzip += gzipSync(content, { level: 9 }).length;
    brotli += brotliCompressSync(content).length;
  }
  console.log(`the gate: ${raw} bytes, ${gzip} compressed with gzip, ${brotli} with brotli`);
  if (gzip > BUDGET) throw new Error(`the gate is ${gzip - BUDGET} bytes over its budget`);
}
