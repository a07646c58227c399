// The example of docs/gateway.md runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

it("docs/gateway.md has an example that runs against the embedded gateway", () => {
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/gateway.md"), "utf8")) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-docs-"));
  try {
    const file = join(folder, "example.mts");
    const body = example
      .replace('"cdktf-agyn/gateway"', `"${ROOT}/src/gateway/index.js"`)
      .replace('"https://gateway.agyn.dev:2496"', "emulator.url");
    writeFileSync(
      file,
      `import { startEmulator } from "${ROOT}/src/emulator/index.js";
const emulator = await startEmulator({ token: process.env.AGYN_API_TOKEN });
${body}
await emulator.close();`,
    );
    const env = { ...process.env, AGYN_API_TOKEN: "admin-token" };
    const printed = execFileSync(process.execPath, ["--import", "tsx", file], { cwd: ROOT, env, encoding: "utf8" });

    expect(printed.trim()).toBe("gpu-eu-1 pending");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
