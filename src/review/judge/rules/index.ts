// All review rules, in the order in which findings of the same risk are shown.
import { fewerPlacesRules, unplacedRules } from "./agents.js";
import { doubtRules, driftRules } from "./doubts.js";
import { fleetFindingRules, overlapRules } from "./fleet-findings.js";
import { lastRunnerRules } from "./last-runner.js";
import { narrowingRules } from "./narrowing.js";
import { objectRules } from "./objects.js";
import { destroyedRules, goneRules } from "./objects-gone.js";
import { organizationRules } from "./organizations.js";
import { meanwhileRules, rehearsalRules } from "./meanwhile.js";
import { protectionRules } from "./protection.js";
import { releaseRules } from "./releases.js";
import type { ReviewRule } from "./rule.js";
import { keptRunnerRules, runnerRules } from "./runners.js";
import { stackRules } from "./stacks.js";
import { tokenPlaceRules, tokenRules } from "./tokens.js";
import { workloadGoneRules } from "./workloads-gone.js";
import { workloadFindingRules } from "./workload-findings.js";

/** The rules over changes. */
export const reviewRules: readonly ReviewRule[] = [
  ...lastRunnerRules,
  ...unplacedRules,
  ...rehearsalRules,
  ...runnerRules,
  ...tokenRules,
  ...organizationRules,
  ...narrowingRules,
  ...meanwhileRules,
  ...fewerPlacesRules,
  ...overlapRules,
  ...objectRules,
  ...goneRules,
  ...workloadGoneRules,
  ...destroyedRules,
  ...stackRules,
  ...tokenPlaceRules,
  ...releaseRules,
  ...protectionRules,
  ...keptRunnerRules,
  ...doubtRules,
  ...fleetFindingRules,
  ...workloadFindingRules,
  ...driftRules,
];
