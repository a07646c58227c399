// What stands around a release, and what keeps places ready: the judgements that constructs make of it at synth, made of the fleet before,
// where each setting is written. A part of these settings is taken whole from one place, so nothing that is wrong shows only in a mixture.
import {
  type Fault,
  networkPolicyFaults,
  observabilityFaults,
  POD_UNREAD,
  runnerPodFaults,
  warmFaults,
} from "../../kubernetes/index.js";
import { at } from "../path.js";
import { type Breach, ERROR, type FleetRule, writtenSettings } from "./rule.js";

const asBreach = ({ path, value, shown = value, why, fix }: Fault): Breach => ({ path, value: shown, why, fix });

const surroundings: FleetRule = {
  id: "fleet/surroundings",
  must: "What stands around a release is as Kubernetes and Prometheus take it: addresses, ports, quantities, names, labels and thresholds; one place for certificates, a proxy without a password.",
  otherwise: "The cluster refuses it at apply, or it does nothing.",
  severity: ERROR,
  unacknowledgeable: "write what is taken",
  check: (judged) => [
    ...writtenSettings(judged).flatMap(({ path, settings: { networkPolicy, runnerPod, observability } }) =>
      [
        ...(networkPolicy === undefined ? [] : networkPolicyFaults(`${path}.networkPolicy`, networkPolicy)),
        ...(runnerPod === undefined ? [] : runnerPodFaults(`${path}.runnerPod`, runnerPod)),
        ...(observability === undefined ? [] : observabilityFaults(`${path}.observability`, observability)),
      ].map(asBreach),
    ),
    ...judged.fleet.pools.flatMap(({ path, chart, runnerPod }): readonly Breach[] =>
      chart.layout !== "documented" || runnerPod === undefined
        ? []
        : [
            {
              path: `${path}.runnerPod`,
              value: Object.keys(runnerPod),
              why: POD_UNREAD,
              fix: "leave it out, or take a chart of the layout envList",
            },
          ],
    ),
  ],
};

/** Places that are kept ready. */
const warm: FleetRule = {
  id: "fleet/warm",
  must: "Placeholders have a priority from -10 to below that of workloads, images with fixed tags, and a schedule whose times and time zones a CronJob takes.",
  otherwise: "The cluster refuses them at apply, no workload displaces them, or they keep no node.",
  severity: ERROR,
  unacknowledgeable: "write what is taken",
  check: ({ definition }) =>
    Object.entries(definition.tiers ?? {}).flatMap(([name, tier]) =>
      tier.warm === undefined ? [] : warmFaults(`${at("tiers", name)}.warm`, tier.warm, tier.priority).map(asBreach),
    ),
};

/** The rules about what stands around releases. */
export const surroundingsRules: readonly FleetRule[] = [surroundings, warm];
