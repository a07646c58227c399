// `npm run check:code`: what `tsc` and `eslint .` say, of the same programs, one for each of the two configurations. Types that were
// worked out for one are there for the other: both together take two thirds of their time apart.
//
// Exit codes: 0 nothing found, 1 something.
import { join } from "node:path";
import { ESLint } from "eslint";
import ts from "typescript";
import { ROOT } from "./prepare.mjs";

/** What runs in a browser has types of its own, as eslint.config.mjs says. */
const PAGE = "src/review/render/html/page";

const host = {
  getCurrentDirectory: () => ROOT,
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
};

/** @returns {ts.Program} what `tsc -p` checks, with what it says of the configuration itself */
function programOf(configuration) {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, configuration),
    { noEmit: true, incremental: false },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (found) => {
        throw new Error(ts.formatDiagnostic(found, host));
      },
    },
  );
  return ts.createProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    projectReferences: parsed.projectReferences,
    configFileParsingDiagnostics: parsed.errors,
    // lint walks from a node to its parent
    host: ts.createCompilerHost(parsed.options, true),
  });
}

const all = programOf("tsconfig.all.json");
const page = programOf(join(PAGE, "tsconfig.json"));
const found = ts.sortAndDeduplicateDiagnostics(
  [all, page].flatMap((program) => [...ts.getPreEmitDiagnostics(program)]),
);
if (found.length > 0) console.error(ts.formatDiagnosticsWithColorAndContext(found, host));

const readBy = (program, files) => ({
  files: [files],
  languageOptions: { parserOptions: { project: null, programs: [program] } },
});
const eslint = new ESLint({ cwd: ROOT, overrideConfig: [readBy(all, "**/*.ts"), readBy(page, `${PAGE}/**/*.ts`)] });
const results = await eslint.lintFiles(".");
const said = await (await eslint.loadFormatter("stylish")).format(results);
if (said !== "") console.error(said);

// as `eslint .`, a warning is shown and no more
const failed = found.length > 0 || results.some(({ errorCount }) => errorCount > 0);
process.exitCode = failed ? 1 : 0;
