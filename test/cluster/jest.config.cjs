// The tests of `npm run test:cluster`, which `npm test` leaves out: they need components that take ten minutes to build.
const {
  projects: [unit],
} = require("../../jest.config.cjs");

module.exports = {
  ...unit,
  displayName: "cluster",
  rootDir: "../..",
  testMatch: ["<rootDir>/test/cluster/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // a control plane takes half a gigabyte and most of two cores
  maxWorkers: 1,
  testTimeout: 300_000,
};
