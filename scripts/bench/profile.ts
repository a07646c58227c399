// `npm run bench -- --profile`: what a plugin's start is made of. The same bundles as the built ones, but every source file of them
// notes the time when it has been evaluated, and every module of node's own when it has been loaded.
//
// Source: esbuild puts files into a bundle in the order they are evaluated, so the time between two notes is one file's.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { Plugin } from "esbuild";
import { PLUGINS, writeBundles } from "../bundles.mjs";
import { median } from "./figure.js";
import { pluginEnv } from "./start.js";

const ROOT = resolve(__dirname, "../..");
const ROUNDS = 15;
/** Smaller parts are summed up. */
const SHOWN_MS = 0.15;
const HANDSHAKE = "listening, handshake";
/** Everything is read long before; a start that takes longer is no sample. */
const SETTLED_MS = 100;

const PROVIDER = PLUGINS.find(({ entry }) => entry === "src/provider/main.ts") ?? missing();

/** Milliseconds by part. */
type Parts = Map<string, number>;

/** Runs before the bundles; `notes` end up in the file PROFILE_FILE when the process has nothing more to do but to wait. */
const HOOK = `
const HANDSHAKE = ${JSON.stringify(HANDSHAKE)};
const SETTLED_MS = ${SETTLED_MS};
const Module = require("node:module");
const fs = require("node:fs");
const notes = [];
const note = (name) => notes.push([name, performance.now()]);
globalThis.__evaluated = note;
const noteAfter = (object, method, name) => {
  const original = object[method];
  object[method] = function () {
    const result = original.apply(this, arguments);
    note(name);
    return result;
  };
};
const load = Module._load;
const seen = new Set();
Module._load = function (name) {
  if (!Module.isBuiltin(name) || seen.has(name)) return load.apply(this, arguments);
  seen.add(name);
  note("");
  const loaded = load.apply(this, arguments);
  note(name);
  if (name === "node:crypto") noteAfter(loaded, "sign", "key and certificate");
  if (name === "node:http2") noteAfter(loaded, "createSecureServer", "TLS server");
  return loaded;
};
const write = fs.writeSync;
fs.writeSync = function () {
  write.apply(this, arguments);
  note(HANDSHAKE);
  fs.writeSync = write;
  setTimeout(() => {
    fs.writeFileSync(process.env.PROFILE_FILE, JSON.stringify(notes));
    process.kill(process.pid, "SIGKILL");
  }, SETTLED_MS);
};
note("node, to the first line of a script");
`;

/** What each bundle begins with. */
const BEGUN = 'globalThis.__evaluated("reading and compiling the bundle");';

/** Lets every source file end with a note of its own; what the entry does is no part of its evaluation. */
const noting: Plugin = {
  name: "noting",
  setup(bundling) {
    bundling.onLoad({ filter: /\.(ts|js)$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const note = `globalThis.__evaluated?.(${JSON.stringify(relative(ROOT, path))});`;
      return {
        contents: path === join(ROOT, PROVIDER.entry) ? `${note}\n${source}` : `${source}\n;${note}`,
        loader: path.endsWith(".ts") ? "ts" : "js",
      };
    });
  },
};

async function notesOf(folder: string): Promise<[name: string, at: number][]> {
  const file = join(folder, "notes.json");
  const child = spawn(process.execPath, ["--require", join(folder, "hook.cjs"), join(folder, PROVIDER.bundle)], {
    env: { ...pluginEnv, PROFILE_FILE: file, TMPDIR: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await new Promise((done) => child.once("exit", done));
  return JSON.parse(readFileSync(file, "utf8")) as [string, number][];
}

/** What a note is counted under: a folder of ours or a package; node's modules and the phases by name. */
function partOf(note: string): string {
  const [, layer] = /^src\/([^/]+)\//.exec(note) ?? [];
  if (layer !== undefined) return `our src/${layer}`;
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(note) ?? [];
  return name ?? note;
}

/** What each part took, in one start: until the handshake is out, and after it. */
function partsOf(notes: readonly [name: string, at: number][]): [before: Parts, after: Parts] {
  const phases: [Parts, Parts] = [new Map<string, number>(), new Map<string, number>()];
  let [parts] = phases;
  let before = 0;
  let pending = 0;
  for (const [name, at] of notes) {
    // a module of node's is loaded in the middle of a file: what was before it is the file's, whose note comes later
    if (name === "") pending += at - before;
    else {
      const part = partOf(name);
      const own = /^(src|node_modules)\//.test(name) ? pending : 0;
      if (own > 0) pending = 0;
      parts.set(part, (parts.get(part) ?? 0) + at - before + own);
    }
    before = at;
    if (name === HANDSHAKE) [, parts] = phases;
  }
  return phases;
}

function printTable(title: string, samples: readonly Parts[]): void {
  const names = [...new Set(samples.flatMap((parts) => [...parts.keys()]))];
  const rows = names.map((name): [string, number] => [name, median(samples.map((parts) => parts.get(name) ?? 0))]);
  const shown = rows.filter(([, ms]) => ms >= SHOWN_MS).sort(([, a], [, b]) => b - a);
  const rest = rows.filter(([, ms]) => ms < SHOWN_MS);
  const sum = (list: typeof rows): number => list.reduce((total, [, ms]) => total + ms, 0);
  console.log(`\n| ${title} | ms |\n|---|---|`);
  for (const [part, ms] of shown) console.log(`| ${part} | ${ms.toFixed(1)} |`);
  if (rest.length > 0) console.log(`| ${rest.length} smaller parts | ${sum(rest).toFixed(1)} |`);
  console.log(`| all | ${sum(rows).toFixed(1)} |`);
}

/** Prints two tables: what Terraform waits for, and what is read while it connects. */
export async function printProfile(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-profile-"));
  try {
    writeFileSync(join(folder, "hook.cjs"), HOOK);
    await writeBundles(PROVIDER, folder, { banner: { js: BEGUN }, plugins: [noting] });
    const samples: [Parts, Parts][] = [];
    for (let round = 0; round < ROUNDS; round++) samples.push(partsOf(await notesOf(folder)));
    console.log(`node ${process.version}, medians of ${ROUNDS} starts`);
    printTable(
      "until the handshake is out",
      samples.map(([before]) => before),
    );
    printTable(
      "while Terraform connects",
      samples.map(([, after]) => after),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function missing(): never {
  throw new Error("scripts/bundles.mjs knows no provider");
}
