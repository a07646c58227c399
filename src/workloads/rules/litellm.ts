// LLM: what is true of LiteLLM only. Its probes, limits, pools of connections, timeouts, fallbacks and versions are held by PRB-01,
// STA-02, STA-03, GWY-01 to GWY-03, IMG-01 and IMG-02.
//
// Source: refusals of facts 3.3; values.yaml of litellm-helm.
import { MAX_LABEL_CHARS } from "../../kubernetes/index.js";
import { ERROR, WARNING, WARNING_IN_PROD } from "../../rules/index.js";
import { isLater } from "../later.js";
import { bothLoads, crowded, cutByRollout, shorterStep } from "./litellm-calls.js";
import { liteLlmChartRules } from "./litellm-chart.js";
import { liteLlms } from "./litellm-described.js";
import { literalKeys } from "./litellm-keys.js";
import { closedProvider, exposed, otherCluster } from "./litellm-network.js";
import { when, type WorkloadRule } from "./rule.js";

const MOST_MIGRATED_CHARS = MAX_LABEL_CHARS - "-migrate-01234567".length;

/** Versions that drop mock_testing_fallbacks from requests. */
const DROPS_FLAG = { major: 1, from: 85, to: 95 };

const routing: WorkloadRule = {
  id: "LLM-01",
  source: "LiteLLM, production",
  must: "Deployments of one name share its load by simple-shuffle.",
  otherwise: "Usage-based routing asks Redis before every call.",
  severity: WARNING_IN_PROD,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { routingStrategy: value } }) =>
      when(value.startsWith("usage-based-routing"), () => ({
        path: `${path}.routingStrategy`,
        value,
        why: "it asks Redis before every call, which is slow under load",
        fix: "leave it out, which is simple-shuffle: it weighs by requestsPerMinute",
      })),
    ),
};

const saltKey: WorkloadRule = {
  id: "LLM-03",
  source: "LiteLLM",
  must: "A database comes with a salt key.",
  otherwise: "Keys in it are encrypted with the master key, which can then never be renewed.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { hasDatabase, hasSaltKey } }) =>
      when(hasDatabase && !hasSaltKey, () => ({
        path: `${path}.database.saltKey`,
        why: "keys of providers and callers in the database are encrypted with it, and it can't be changed once there are some",
        fix: "give a key of a Secret, and keep a copy of its value where you keep backups",
      })),
    ),
};

const migrationName: WorkloadRule = {
  id: "LLM-12",
  source: "Kubernetes",
  must: "The name of a gateway leaves room for that of its migration.",
  otherwise: "The cluster refuses the Job at apply.",
  severity: ERROR,
  unacknowledgeable: "shorten the name",
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { name, hasDatabase } }) =>
      when(hasDatabase && !isLater(name) && name.length > MOST_MIGRATED_CHARS, () => ({
        path: `${path}.name`,
        value: name,
        why: `its migration is a Job ${name}-migrate-<version>, whose name is a label of at most ${MAX_LABEL_CHARS} characters`,
        fix: `give a name of at most ${MOST_MIGRATED_CHARS}`,
      })),
    ),
};

const deafVersion: WorkloadRule = {
  id: "LLM-13",
  source: "D17, LiteLLM #35423",
  must: "A drill that forces fallbacks runs against a version that lets it.",
  otherwise: "It fails each month, and says nothing of the fallbacks.",
  severity: ERROR,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { image, version, forcesFallbacks } }) => {
      const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
      const drops = major === DROPS_FLAG.major && minor >= DROPS_FLAG.from && minor <= DROPS_FLAG.to;
      return [
        ...when(forcesFallbacks && drops, () => ({
          path: `${path}.drill`,
          value: version,
          why: "LiteLLM 1.85 to 1.95 drops the flag that forces a fallback, so the drill would fail each month",
          fix: "take 1.96 or later, or give an evaluation that makes the first model fail in another way",
        })),
        ...when(forcesFallbacks && version === undefined && !isLater(image), () => ({
          path: `${path}.drill`,
          why: "its image says no version, and LiteLLM 1.85 to 1.95 drops the flag that forces a fallback",
          fix: "write the version as the tag before the digest, as :1.96.0@sha256:<digest>",
        })),
      ];
    }),
};

const shortDrill: WorkloadRule = {
  id: "LLM-16",
  source: "D17",
  must: "A drill waits for each of its calls as long as what takes over may take.",
  otherwise: "It fails where a fallback would have answered, and nobody believes the next one.",
  severity: WARNING,
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm: { drillSeconds } }) => {
      const { each = 0, longest = 0 } = drillSeconds ?? {};
      return when(each < longest, () => ({
        path: `${path}.drill.timeoutSeconds`,
        why: `it leaves ${each} s for each call, and one that falls to all its fallbacks may take ${longest} s`,
        fix: "leave it out, which is long enough",
      }));
    }),
};

const numbers: WorkloadRule = {
  id: "LLM-17",
  source: "LiteLLM",
  must: "Numbers are whole and large enough to work with, and workers are known at synth, as timeouts and retries are unless a drain is given.",
  otherwise: "No process is started or no call answered, or drains and budgets are made from what nobody knows.",
  severity: ERROR,
  unacknowledgeable: "correct it: nothing works with it",
  check: (world) =>
    liteLlms(world).flatMap(({ path, liteLlm }) =>
      liteLlm.numbers.flatMap(({ option, value, least, isNeeded }) => {
        const isOdd = isLater(value) ? isNeeded : !(Number.isInteger(value) && value >= least);
        return when(isOdd, () => ({
          path: `${path}.${option}`,
          value,
          why: isLater(value) ? followsFrom(option) : "nothing can be done with it",
          fix: `give a whole number, ${least} or more${isLater(value) ? knownFix(option) : ""}`,
        }));
      }),
    ),
};

function followsFrom(option: string): string {
  return option === "workers"
    ? "how many processes there are follows from it, and from that what each of them may open and let through"
    : "how long calls take follows from it, and from that the drain and the grace period";
}

const knownFix = (option: string): string =>
  `, that is known at synth${option === "workers" ? "" : ", or a drain beside it"}`;

/** The rules of LiteLLM. */
export const liteLlmRules: readonly WorkloadRule[] = [
  routing,
  exposed,
  saltKey,
  cutByRollout,
  literalKeys,
  ...liteLlmChartRules,
  otherCluster,
  bothLoads,
  crowded,
  migrationName,
  deafVersion,
  shorterStep,
  closedProvider,
  shortDrill,
  numbers,
];
