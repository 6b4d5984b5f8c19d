// Builds web/dist: scripts and styles with hashed names, the icons that the pages use, and a manifest of it all.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { buildGate, buildPass } from "./build_gate.mjs";

const here = import.meta.dirname;
const dist = join(here, "dist");
const templates = join(here, "../crates/server/templates");
const pages = join(here, "../crates/server/src/pages");
const budgets = { js: 60_000, css: 60_000 };

async function filesUnder(folder, extension) {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => name.endsWith(extension)).map((name) => join(folder, name));
}

const markup = [
  ...(await filesUnder(templates, ".html")),
  ...(await filesUnder(pages, ".rs")),
  // The gate and the pass are pages of their own, with styles of their own.
  ...(await filesUnder(join(here, "src"), ".ts")).filter(
    (path) => !["src/gate", "src/pass"].some((folder) => path.startsWith(join(here, folder))),
  ),
];

// The kit has hundreds of components; the pages use a few.
const purge = {
  name: "purge",
  setup(builder) {
    builder.onLoad({ filter: /tabler\.css$/ }, async ({ path }) => {
      const [result] = await new PurgeCSS().purge({
        content: markup,
        css: [path],
        variables: true,
        keyframes: true,
        safelist: { greedy: [/data-bs-theme/] },
      });
      return { contents: result.css.replace(/\/\*# sourceMappingURL.*?\*\//, ""), loader: "css" };
    });
  },
};

// Each icon is the inside of its svg element; the server writes the element around it.
async function icons() {
  const names = new Set();
  for (const file of markup) {
    for (const [, name] of (await readFile(file, "utf8")).matchAll(/icon\("([a-z0-9-]+)"\)/g))
      names.add(name);
  }
  const shapes = {};
  for (const name of [...names].sort()) {
    const svg = await readFile(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
    shapes[name] = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/\s*\n\s*/g, "");
  }
  return shapes;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const { metafile } = await build({
  entryPoints: {
    app: join(here, "src/app.ts"),
    style: join(here, "src/styles/style.css"),
  },
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox121", "safari17.5"],
  loader: { ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  plugins: [purge],
});

const manifest = {};
for (const [output, { entryPoint, bytes }] of Object.entries(metafile.outputs)) {
  const hashed = basename(output);
  manifest[hashed.replace(/-[A-Z0-9]{8}(\.[a-z0-9]+)$/, "$1")] = hashed;
  if (entryPoint) {
    const packed = gzipSync(await readFile(join(dist, hashed)), { level: 9 }).length;
    console.log(`${hashed}: ${bytes} bytes, ${packed} compressed`);
    budgets[hashed.split(".").at(-1)] -= packed;
  }
}
for (const name of ["mark.svg"]) {
  const content = await readFile(join(here, "src", name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  manifest[name] = name.replace(".", `-${hash}.`);
  await writeFile(join(dist, manifest[name]), content);
}
const shared = { ...manifest };
Object.assign(manifest, await buildGate(dist, shared), await buildPass(dist, shared));
await writeFile(join(dist, "icons.json"), JSON.stringify(await icons()));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1));

// The server gives these to browsers that take them.
for (const name of Object.values(manifest)) {
  if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
  await writeFile(join(dist, `${name}.br`), brotliCompressSync(await readFile(join(dist, name))));
}

for (const [kind, left] of Object.entries(budgets)) {
  if (left < 0) throw new Error(`the ${kind} files are ${-left} bytes over their budget`);
}
