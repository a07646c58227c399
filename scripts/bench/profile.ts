// `npm run bench -- --profile`: what a plugin's start is made of. The same bundle as the built one, but every source file of it
// notes the time when it has been evaluated, and every module of node's own when it has been loaded.
//
// Source: esbuild puts files into a bundle in the order they are evaluated, so the time between two notes is one file's.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { median } from "./figure.js";
import { pluginEnv } from "./start.js";

const ROOT = resolve(__dirname, "../..");
const ENTRY = join(ROOT, "src/provider/main.ts");
const ROUNDS = 15;
/** Smaller parts are summed up. */
const SHOWN_MS = 0.15;

/** Runs before the bundle; `notes` end up in the file PROFILE_FILE when the handshake is out. */
const HOOK = `
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
  note("listening, handshake");
  fs.writeSync = write;
  fs.writeFileSync(process.env.PROFILE_FILE, JSON.stringify(notes));
  process.kill(process.pid, "SIGKILL");
};
note("node, to the first line of a script");
`;

/** What the bundle begins with. */
const BEGUN = 'globalThis.__evaluated("reading and compiling the bundle");';

/** Lets every source file end with a note of its own; what the entry does is no part of its evaluation. */
const noting: Plugin = {
  name: "noting",
  setup(bundling) {
    bundling.onLoad({ filter: /\.(ts|js)$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const note = `globalThis.__evaluated?.(${JSON.stringify(relative(ROOT, path))});`;
      return {
        contents: path === ENTRY ? `${note}\n${source}` : `${source}\n;${note}`,
        loader: path.endsWith(".ts") ? "ts" : "js",
      };
    });
  },
};

async function notesOf(folder: string): Promise<[name: string, at: number][]> {
  const file = join(folder, "notes.json");
  const child = spawn(process.execPath, ["--require", join(folder, "hook.cjs"), join(folder, "plugin.cjs")], {
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

/** Prints the table. */
export async function printProfile(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-profile-"));
  try {
    writeFileSync(join(folder, "hook.cjs"), HOOK);
    await build({
      absWorkingDir: ROOT,
      entryPoints: [ENTRY],
      banner: { js: BEGUN },
      outfile: join(folder, "plugin.cjs"),
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["undici"],
      plugins: [noting],
      logLevel: "warning",
    });
    const samples = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      const parts = new Map<string, number>();
      let before = 0;
      let pending = 0;
      for (const [name, at] of await notesOf(folder)) {
        // a module of node's is loaded in the middle of a file: what was before it is the file's, whose note comes later
        if (name === "") pending += at - before;
        else {
          const part = partOf(name);
          const own = /^(src|node_modules)\//.test(name) ? pending : 0;
          if (own > 0) pending = 0;
          parts.set(part, (parts.get(part) ?? 0) + at - before + own);
        }
        before = at;
      }
      for (const [part, ms] of parts) samples.set(part, [...(samples.get(part) ?? []), ms]);
    }
    const rows = [...samples].map(([part, all]): [string, number] => [part, median(all)]);
    const shown = rows.filter(([, ms]) => ms >= SHOWN_MS).sort(([, a], [, b]) => b - a);
    const rest = rows.filter(([, ms]) => ms < SHOWN_MS);
    console.log(`node ${process.version}, medians of ${ROUNDS} starts\n\n| part | ms |\n|---|---|`);
    for (const [part, ms] of shown) console.log(`| ${part} | ${ms.toFixed(1)} |`);
    const sum = (list: typeof rows): number => list.reduce((total, [, ms]) => total + ms, 0);
    console.log(`| ${rest.length} smaller parts | ${sum(rest).toFixed(1)} |\n| all | ${sum(rows).toFixed(1)} |`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
