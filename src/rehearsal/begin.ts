// What a rehearsal begins with: a platform that holds what states tell of, and a terraform for each stack that reaches it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLUSTER_ADMIN_IDENTITY_ID } from "../emulator/index.js";
import { layOutMirror } from "./mirror.js";
import { type Platform, startPlatform } from "./platform.js";
import type { Prepared } from "./prepare.js";
import { requireNothingLeft, type Scene } from "./proof.js";
import { Rehearsal } from "./rehearsal.js";
import type { RehearseOptions } from "./rehearse-options.js";
import { makeSeed } from "./seed/seed.js";
import { waitedRunners } from "./waited-runners.js";
import type { Steps } from "./steps.js";

const OWNER_ONLY_FILE = 0o600;

/** What the proof is made on. */
export interface Begun {
  readonly scene: Scene;
  /** @throws {Error} when something of the app is left on the platform */
  readonly nothingLeft: () => void;
}

/** Starts the platform with what is there before; `onStart` is told of it at once, for it has to be closed whatever comes. */
export async function begin(
  { binary, providers, gatewayAddresses, standIns = [], env, signal }: RehearseOptions,
  { stacks, states, variables, tokens, admin }: Prepared,
  { folder, steps, notes }: { folder: string; steps: Steps; notes: string[] },
  onStart: (platform: Platform) => void,
): Promise<Begun> {
  const identities = tokens.map((token) => token.slice("agyn_".length));
  const seed = makeSeed({ states, stacks, owners: [CLUSTER_ADMIN_IDENTITY_ID, ...identities], variables });
  notes.push(...seed.notes);
  const dataFile = join(folder, "gateway.json");
  writeFileSync(dataFile, JSON.stringify(seed.gateway), { mode: OWNER_ONLY_FILE });
  const platform = await steps.run(
    "Start the embedded gateway",
    async () => {
      const started = await startPlatform({ token: admin, dataFile, ...(gatewayAddresses && { gatewayAddresses }) });
      onStart(started);
      await started.seedClusters(seed.clusters);
      return started;
    },
    ({ gateway }) => gateway.url,
  );
  const rehearsal = new Rehearsal({
    binary,
    workDirectory: join(folder, "stacks"),
    cliConfigFile: layOutMirror(folder, providers),
    baseEnv: env,
    env: { ...platform.env, ...terraformVariables(variables) },
    attached: platform.standIns,
  });
  const played = waitedRunners(stacks).filter(({ name }) => standIns.includes(name));
  const releases = new Set(played.flatMap((runner) => runner.releases));
  for (const { stack, text } of states) if (stack && text !== "") rehearsal.startFrom(stack, text);
  return {
    scene: {
      platform,
      rehearsal,
      stacks,
      tokens: [admin, ...tokens],
      standIns: { names: new Set(standIns), releases },
      signal,
    },
    nothingLeft: () => requireNothingLeft(platform, seed.foreign),
  };
}

function terraformVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]));
}
