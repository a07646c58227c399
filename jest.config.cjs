// Three projects, one runner: `unit` needs only Node; `browser` opens pages in Chromium; `acceptance` drives the real terraform binary
// on what `npm run build` made.
const { availableParallelism } = require("node:os");

const base = {
  testEnvironment: "node",
  // sources import with the extension of what they compile to
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": ["$1.ts", "$1.js"] },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/.*/package.json"],
};

module.exports = {
  // one more than processors: many tests wait for timers, and for processes that wait
  maxWorkers: availableParallelism() + 1,
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: [
        "/node_modules/",
        "<rootDir>/test/acceptance/",
        "<rootDir>/test/browser/",
        "<rootDir>/test/cluster/",
      ],
    },
    {
      ...base,
      displayName: "browser",
      testMatch: ["<rootDir>/test/browser/**/*.test.ts"],
    },
    {
      ...base,
      displayName: "acceptance",
      setupFilesAfterEnv: ["<rootDir>/test/support/acceptance-setup.ts"],
      testMatch: ["<rootDir>/test/acceptance/**/*.test.ts"],
    },
  ],
  testSequencer: "<rootDir>/test/support/longest-first.cjs",
  testTimeout: 30_000,
};
