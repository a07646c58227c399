// docs/provider-in-ten-minutes.md, done as it says: its files written, its commands run in its order, its output found.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { findTerraform } from "../../src/rehearsal/index";
import { unwrap } from "../support/terraform-workspace";

const ROOT = resolve(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/provider-in-ten-minutes.md"), "utf8");

interface Command {
  readonly line: string;
  /** What the page shows beneath it. */
  readonly promised: readonly string[];
}

type Step = Command | { readonly file: string; readonly text: string };

/** The files and commands of the page, in its order. */
function steps(): Step[] {
  const blocks = [...PAGE.matchAll(/(?:^`([\w.-]+)`\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, file, kind, text = ""]): Step[] => {
    if (kind === "console") return text.split(/^\$ /m).slice(1).map(command);
    return file === undefined ? [] : [{ file, text }];
  });
}

function command(text: string): Command {
  const [line = "", ...promised] = text.trimEnd().split("\n");
  return { line, promised };
}

it("works as the page says, from an empty folder to the error it shows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-page-"));
  const { path: terraform } = await findTerraform(process.env);
  try {
    // what `npm install` would bring
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/cdktf-agyn"));
    symlinkSync(join(ROOT, "node_modules/.bin"), join(folder, "node_modules/.bin"));
    const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
    let commands = 0;

    for (const step of steps()) {
      if ("file" in step) {
        writeFileSync(join(folder, step.file), step.text);
        continue;
      }
      if (step.line.startsWith("npm ")) continue;
      const [, name, value] = /^export (\w+)=\$PWD(.*)$/.exec(step.line) ?? [];
      if (name !== undefined) {
        env[name] = `${folder}${value ?? ""}`;
        continue;
      }
      const line = step.line.replace(/^terraform (\w+)/, `"${terraform}" $1 -no-color`);
      // a command that fails shows what it promised too
      const { stdout, stderr } = await promisify(execFile)("sh", ["-c", `${line} || true`], { cwd: folder, env });
      const printed = unwrap(`${stdout}\n${stderr}`);
      let from = 0;
      for (const promise of step.promised) {
        const at = printed.indexOf(unwrap(promise).trim(), from);
        expect({ line: step.line, printed: at >= 0 ? promise : printed }).toEqual({
          line: step.line,
          printed: promise,
        });
        from = at;
      }
      commands++;
    }

    expect(commands).toBeGreaterThan(8);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
