// Preloaded into a node that runs our sources: TypeScript is compiled file by file, as tsx does it, in half of tsx's time. That counts
// for tests that start the command a hundred times; what a user starts with tsx is started with tsx in tests as well.
//
// What was compiled is kept by its text, in a folder of the checkout that git ignores: a start reads it and compiles nothing.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { version } = require("esbuild/package.json");

const CACHE = join(__dirname, "../../.cdktf-agyn/sources");

/** @returns {string} a file of ours as a CommonJS module */
function compile(source, path) {
  // a file of ours is required, as there is no such file to import; packages are imported: some of them can't be required
  const text = source.replace(/\bimport\((?="\.)/g, "(async (path) => require(path))(");
  return require("esbuild").transformSync(text, { loader: "ts", format: "cjs", target: "node20", sourcefile: path })
    .code;
}

/** @returns {string} what was compiled of the same text before, or else is now */
function compiled(path) {
  const source = readFileSync(path, "utf8");
  const kept = join(
    CACHE,
    `${createHash("sha1").update(version).update(readFileSync(__filename)).update(source).digest("hex")}.js`,
  );
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const code = compile(source, path);
    mkdirSync(CACHE, { recursive: true });
    const written = `${kept}.${process.pid}`; // others compile it at the same time
    writeFileSync(written, code);
    renameSync(written, kept);
    return code;
  }
}

Module._extensions[".ts"] = (module, path) => module._compile(compiled(path), path);

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  if (/^\.{1,2}\/.*\.js$/.test(request) && parent?.filename?.endsWith(".ts")) {
    try {
      return resolveFilename.call(this, request.replace(/\.js$/, ".ts"), parent, ...rest);
    } catch {
      // a file that is JavaScript
    }
  }
  return resolveFilename.call(this, request, parent, ...rest);
};
