// `cdktf-agyn review` in this process with everything that it has, in all forms at once.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";

/** Forms that go to files, with their options. */
const FILES = {
  markdown: "md",
  html: "html",
  json: "json",
  sarif: "sarif",
  "sarif-full": "sarif-full",
  codequality: "codequality",
  terraform: "terraform",
} as const;
/** Forms that only go to stdout. */
const PRINTED = ["text", "github"] as const;

/** What a review comes to. */
export interface ReviewRun {
  /** Exit code, or what the command fails with. */
  readonly code: number | string;
  readonly stderr: string;
  /** Every form, by name. */
  readonly forms: Readonly<Record<string, string>>;
}

/** Runs the command with these words, in all forms. */
export async function reviewInAllForms(args: readonly string[]): Promise<ReviewRun> {
  const folder = mkdtempSync(join(tmpdir(), "review-forms-"));
  const started = Date.now();
  try {
    const forms: Record<string, string> = {};
    let stderr = "";
    let code: number | string = "";
    for (const form of PRINTED) {
      const files = form === "text" ? Object.entries(FILES) : [];
      const options = files.flatMap(([name, option]) => [`--${option}`, join(folder, name)]);
      let printed = "";
      const world = {
        stdout: { write: (text: string) => void (printed += text) },
        stderr: { write: (text: string) => void (stderr += text) },
        env: {},
        now: () => started, // what takes long on a busy machine would be said on stderr
        pipeline: reviewPipeline,
      };
      code = await runReview([...args, ...options, "--format", form], world).catch((error: unknown) =>
        error instanceof Error ? error.message : "no error",
      );
      forms[form] = printed;
      if (typeof code === "number") for (const [name] of files) forms[name] = readFileSync(join(folder, name), "utf8");
    }
    return { code, stderr, forms };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes an output folder with stacks of these configurations. */
export function writeApp(folder: string, stacks: Readonly<Record<string, object>>): string {
  const manifest: Record<string, object> = {};
  for (const [name, configuration] of Object.entries(stacks)) {
    const workingDirectory = `stacks/${name}`;
    mkdirSync(join(folder, workingDirectory), { recursive: true });
    writeFileSync(join(folder, workingDirectory, "cdk.tf.json"), JSON.stringify(configuration));
    manifest[name] = {
      name,
      workingDirectory,
      synthesizedStackPath: `${workingDirectory}/cdk.tf.json`,
      dependencies: [],
    };
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks: manifest }));
  return folder;
}
