// In which order jest starts files. With figures of an earlier run it takes the longest first, by itself. A fresh clone has none, and
// jest goes by size, of which a short file that applies a fleet has little: it would run alone at the end, beside idle processors. So
// there the longest that are known come first, then whatever else starts processes, and the many short ones fill the end. What a used
// worker makes slow comes before all, whatever is known.
const { createRequire } = require("node:module");
const { join, relative, sep } = require("node:path");

// jest's own, wherever npm has put it
const { default: Sequencer } = createRequire(require.resolve("jest/package.json"))("@jest/test-sequencer");

const ROOT = join(__dirname, "../..");

/** The longest first, as a whole run has measured them; those below half a minute of the clock need no row. */
const LONGEST = [
  "test/acceptance/example-apps.test.ts",
  "test/acceptance/ci-flow.test.ts",
  "test/acceptance/npm-start.test.ts",
  "test/acceptance/packaged.test.ts",
  "test/acceptance/init.test.ts",
  "test/acceptance/installed.test.ts",
  "test/acceptance/active-workloads.test.ts",
  "test/acceptance/stand-ins.test.ts",
  "test/acceptance/rehearse-agents.test.ts",
  "test/acceptance/exactly-once.test.ts",
  "test/browser/accessibility.test.ts",
  "test/acceptance/creation-failures.test.ts",
  "test/workloads/rules/together.test.ts",
  "test/workloads/rules/rules.test.ts",
  "test/acceptance/membership.test.ts",
  "test/acceptance/review.test.ts",
  "test/acceptance/rehearse.test.ts",
  "test/acceptance/cdktf-deploy.test.ts",
];
/** What counts calls of functions, for which V8 goes through all that were ever loaded: twenty times slower in a worker that ran others. */
const FRESH = ["test/review/growth.test.ts"];
const PROJECTS = ["acceptance", "browser", "unit"];

const inRepository = (path) => relative(ROOT, path).split(sep).join("/");

/** Where a file stands among those nobody has measured yet; the lower the sooner. */
function place({ path, context }) {
  const known = LONGEST.indexOf(inRepository(path));
  return known >= 0 ? known : LONGEST.length + PROJECTS.indexOf(context.config.displayName.name);
}

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration === undefined)) sorted.sort((a, b) => place(a) - place(b));
    const isFresh = ({ path }) => FRESH.includes(inRepository(path));
    return [...sorted.filter(isFresh), ...sorted.filter((test) => !isFresh(test))];
  }
};
module.exports.LONGEST = LONGEST;
module.exports.FRESH = FRESH;
