// Builds the pages that phones keep, the gate and the worker's pass: each with its service worker in a folder of dist, the gate's with
// the worker that reads codes; their other files beside those of the other pages. Each is named by those that need it with the hash
// of its content, so they are built in that order.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const source = join(import.meta.dirname, "src/gate");
const worker = join(source, "worker/worker.ts");
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
async function filled(path, addresses) {
  const text = await readFile(path, "utf8");
  return text.replace(/\{([a-z0-9-]+\.[a-z]+)\}/g, (_, file) => {
    if (!addresses[file]) throw new Error(`${path}: no file ${file}`);
    return `/assets/${addresses[file]}`;
  });
}

/** The names of files by those without their hashes. */
function named(files) {
  return Object.fromEntries(files.map((name) => [name.replace(/-[A-Z0-9]{8}(\.[a-z0-9]+)$/, "$1"), name]));
}

async function icons(dist, name, from) {
  const hashed = {};
  for (const icon of ["192", "512", "maskable"].map((kind) => `${name}-${kind}.png`))
    hashed[icon] = await copyHashed(dist, icon, join(from, "icons", icon));
  return hashed;
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
  const own = { ...named([reader, ...page]), ...(await icons(dist, "gate", source)) };
  await writeFile(join(folder, `${decoder}.br`), brotliCompressSync(await readFile(join(folder, decoder))));
  await keepable(dist, { name: "gate", path: "/v", from: source, own, known, more: [decoder] });
  return own;
}

/** Builds the page of a worker's pass, likewise. */
export async function buildPass(dist, known) {
  const from = join(import.meta.dirname, "src/pass");
  await mkdir(join(dist, "pass"), { recursive: true });
  const entries = { pass: join(from, "pass.ts"), "pass-style": join(from, "pass.css") };
  const own = { ...named(await bundle(dist, entries)), ...(await icons(dist, "pass", from)) };
  await keepable(dist, { name: "pass", path: "/pass", from, own, known, more: [] });
  return own;
}

/** The page itself, what makes it installable, and the service worker that keeps it and all that it needs. */
async function keepable(dist, { name, path, from, own, known, more }) {
  const folder = join(dist, name);
  const addresses = { ...known, ...own, [`${name}.css`]: own[`${name}-style.css`] };
  const html = await filled(join(from, "page.html"), addresses);
  await writeFile(join(folder, "page.html"), html);
  await writeFile(join(folder, "app.webmanifest"), await filled(join(from, "app.webmanifest"), addresses));
  const kept = [...Object.values(own), known["mark.svg"]].map((file) => `/assets/${file}`);
  kept.push(...more.map((file) => `${path}/${file}`));
  const built = await build({
    ...common,
    entryPoints: { worker },
    define: {
      KEPT: JSON.stringify(kept),
      EDITION: JSON.stringify(hashOf(html + kept.join())),
      PAGE: JSON.stringify(path),
      NAME: JSON.stringify(name),
    },
    write: false,
    outdir: folder,
  });
  const { contents } = built.outputFiles[0];
  await writeFile(join(folder, "worker.js"), contents);
  await writeFile(join(folder, "worker.js.br"), brotliCompressSync(contents));
  const files = kept.map((file) => join(dist, file.replace("/assets/", "").replace(`${path}/`, `${name}/`)));
  for (const file of ["page.html", "worker.js", "app.webmanifest"]) files.push(join(folder, file));
  await weigh(name, files);
}

async function weigh(name, files) {
  let [raw, gzip, brotli] = [0, 0, 0];
  for (const file of files) {
    const content = await readFile(file);
    raw += content.length;
    gzip += gzipSync(content, { level: 9 }).length;
    brotli += brotliCompressSync(content).length;
  }
  console.log(`the ${name}: ${raw} bytes, ${gzip} compressed with gzip, ${brotli} with brotli`);
  if (gzip > BUDGET) throw new Error(`the ${name} is ${gzip - BUDGET} bytes over its budget`);
}
