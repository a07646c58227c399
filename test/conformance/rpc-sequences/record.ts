// Records what a real terraform calls, command by command, and knows where the recordings are.
//
// StreamStdio, StartStream and Shutdown come in every process and are left out. Requests are kept as bytes; the provider is
// made so that they are the same in every run.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RpcName } from "../../../src/tfplugin/index";
import type { Feature } from "../../support/terraform-versions";
import { TerraformWithPlugin } from "../../tfplugin/terraform-with-plugin";
import { SCENARIOS } from "./scenarios";

/** A call as it came. */
export interface RecordedCall {
  readonly rpc: RpcName;
  /** The message in base64. */
  readonly request: string;
}

/** What one command called: a list of calls for each process it started, in order of their starts. */
export interface RecordedCommand {
  readonly name: string;
  readonly command: string;
  readonly processes: readonly (readonly RecordedCall[])[];
}

const recordingPath = (release: string): string => join(__dirname, `${release}.generated.json`);

/** The recording of a release (`terraform-1.11.4`), undefined when there is none. */
export function readRecording(release: string): readonly RecordedCommand[] | undefined {
  const path = recordingPath(release);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RecordedCommand[]) : undefined;
}

/** The releases there are recordings of. */
export function recordedReleases(): readonly string[] {
  return readdirSync(__dirname).flatMap((file) => /^(.*)\.generated\.json$/.exec(file)?.[1] ?? []);
}

export function writeRecording(release: string, recording: readonly RecordedCommand[]): void {
  writeFileSync(recordingPath(release), `${JSON.stringify(recording, undefined, 1)}\n`);
}

/**
 * Runs every scenario that the version has all for.
 *
 * @throws {Error} with what terraform printed, when one fails
 */
export async function record(
  has: (feature: Feature | undefined) => boolean,
): Promise<{ release: string; recording: readonly RecordedCommand[] }> {
  const terraform = await TerraformWithPlugin.create(join(__dirname, "recording-fixture.ts"), "example/recorded");
  try {
    const recording: RecordedCommand[] = [];
    for (const [n, { name, configuration, command, needs }] of SCENARIOS.entries()) {
      if (!has(needs)) continue;
      const folder = join(terraform.directory, `record-${n}`);
      mkdirSync(folder);
      terraform.write(configuration);
      const { code, text } = await terraform.run(command, { RECORD_DIR: folder });
      if (code !== 0) throw new Error(`terraform ${command.join(" ")} failed:\n${text}`);
      recording.push({ name, command: `terraform ${command.join(" ")}`, processes: readProcesses(folder) });
    }
    return { release: terraform.release, recording };
  } finally {
    terraform.dispose();
  }
}

function readProcesses(folder: string): RecordedCall[][] {
  const lines = (file: string): string[] => readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
  return readdirSync(folder)
    .sort()
    .map((file) => lines(file).map((line) => JSON.parse(line) as RecordedCall));
}
