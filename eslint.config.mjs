// Lint: types are the first linter (strictTypeChecked); jsdoc keeps public members documented. Formatting is Biome's.
import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "src/bindings/", "**/gen/", "cdktf.out/", ".cdktf-agyn/", "coverage/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.all.json", tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-console": "error",
    },
  },
  {
    // What runs in a browser has the browser's types.
    files: ["src/review/render/html/page/**/*.ts"],
    languageOptions: { parserOptions: { project: "./src/review/render/html/page/tsconfig.json" } },
  },
  {
    // What users import: every exported thing and every member of an options interface says what it is.
    files: [
      "src/framework/**/*.ts",
      "src/gateway/**/*.ts",
      "src/constructs/**/*.ts",
      "src/fleet/**/*.ts",
      "src/kubernetes/**/*.ts",
      "src/placement/**/*.ts",
      "src/rules/**/*.ts",
      "src/values/**/*.ts",
    ],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: false },
          contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration"],
        },
      ],
    },
  },
  {
    // Programs that speak to a terminal, and tests of them.
    files: ["src/cli/**/*.ts", "scripts/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // A cdktf construct takes effect by being constructed; its scope keeps it.
    files: ["src/constructs/**/*.ts", "stacks/**/*.ts", "examples/**/*.ts", "test/**/*.ts"],
    rules: { "no-new": "off" },
  },
);
