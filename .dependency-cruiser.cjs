// The layer rule of ARCHITECTURE.md as a machine reads it: a layer imports only the layers listed for it, and only through
// their index.ts. Changing this table is changing the architecture; say so in ARCHITECTURE.md too.
const layers = {
  values: [],
  tfplugin: ["values"],
  framework: ["tfplugin", "values"],
  gateway: [],
  placement: [],
  kubernetes: [],
  provider: ["framework", "gateway", "placement"],
  rules: [],
  fleet: ["rules", "placement", "kubernetes"],
  bindings: [],
  constructs: ["bindings", "fleet", "rules", "placement", "kubernetes"],
  workloads: ["constructs", "rules", "kubernetes"],
  synthesized: [],
  move: ["synthesized", "rules"],
  review: ["synthesized", "fleet", "rules", "placement", "kubernetes"],
  emulator: ["placement", "rules", "kubernetes"],
  rehearsal: ["framework", "values", "emulator", "gateway", "synthesized", "placement"],
  cli: [
    "review",
    "rehearsal",
    "move",
    "synthesized",
    "emulator",
    "gateway",
    "placement",
    "kubernetes",
    "fleet",
    "rules",
    "constructs",
  ],
};

/** Packages that only some layers may load: start-up time and replaceability hang on them. */
const fenced = [
  { name: "undici", path: "^(node_modules/)?undici", only: ["gateway", "rehearsal"] },
  { name: "cdktf", path: "^(node_modules/)?(cdktf|constructs|@cdktf)/", only: ["bindings", "constructs", "workloads"] },
  { name: "protobuf-runtime", path: "^(node_modules/)?@bufbuild/protobuf", only: ["emulator", "tfplugin"] },
  { name: "zod", path: "^(node_modules/)?zod", only: ["fleet"] },
  { name: "http2", path: "^(node:)?http2$", only: ["tfplugin", "emulator"] },
  { name: "tls", path: "^(node:)?tls$", only: ["tfplugin", "emulator", "gateway"] },
];

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      severity: "error",
      from: { path: `^src/${layer}/` },
      to: { path: "^src/", pathNot: `^src/(${[layer, ...allowed].join("|")})/` },
    })),
    ...Object.keys(layers).map((layer) => ({
      name: `door-of-${layer}`,
      comment:
        "another layer is entered through its index.ts only; bindings also by the path of one class, as the prebuilt providers",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/${layer}/` },
      to: { path: `^src/${layer}/`, pathNot: `^src/${layer}/(index|agyn/[a-z-]+/index)\\.ts$` },
    })),
    ...fenced.map(({ name, path, only }) => ({
      name: `fence-${name}`,
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${only.join("|")})/` },
      to: { path },
    })),
    {
      name: "zod-at-first-use",
      comment: "only fleet/lazy.ts leads to the schema, so that importing the package does not load zod",
      severity: "error",
      from: { path: "^src/fleet/", pathNot: "^src/fleet/(schema/|lazy\\.ts$)" },
      to: { path: "^(src/fleet/schema/|(node_modules/)?(zod|yaml)/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "core-by-one-door",
      comment:
        "the core is imported through core.ts only, so that the same sources run on its fork (npm run test:cdktn)",
      severity: "error",
      from: { path: "^src/(constructs|workloads)/", pathNot: "^src/(constructs|workloads)/core\\.ts$" },
      to: { path: "^(node_modules/)?(cdktf|constructs)/" },
    },
    {
      name: "classes-at-first-use",
      comment:
        "prebuilt classes come through prebuilt.ts and what judges findings through rules.ts, which load them at first use; ours come class by class: importing the package stays quick",
      severity: "error",
      from: { path: "^src/constructs/", pathNot: "^src/constructs/(prebuilt|rules)\\.ts$" },
      to: {
        path: "^((node_modules/)?@cdktf/provider-|src/rules/|src/bindings/index\\.ts$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "workload-classes-at-first-use",
      comment: "the class of a Deployment alone is 5 MB: prebuilt classes come through prebuilt.ts",
      severity: "error",
      from: { path: "^src/workloads/", pathNot: "^src/workloads/prebuilt\\.ts$" },
      to: { path: "^(node_modules/)?@cdktf/provider-", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "users-import-by-name",
      comment: "stacks and examples use the package as a user does",
      severity: "error",
      from: { path: "^(stacks|examples)/" },
      to: { path: "^src/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^dist/" },
    tsConfig: { fileName: "tsconfig.all.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "types"] },
  },
};
