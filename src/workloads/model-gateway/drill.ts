// The drill of a gateway's fallbacks: each model with a fallback is asked while its failure is forced, and the answer has to say that
// another one took over.
//
// Source: `mock_testing_fallbacks` in the body of a request. LiteLLM 1.85 to 1.95 drop it in silence and answer as if all was well
// (#28241), since 1.96 it is refused with 400 unless the gateway's file allows it (#35423): so an answer alone proves nothing, and the
// header x-litellm-attempted-fallbacks (docs: response_headers) has to count one or more.
import { Construct, type ITerraformDependable } from "../core.js";
import type { IModelGateway } from "../options/network.js";
import type { Peer } from "../options/peer.js";
import type { EnvironmentValue } from "../description/container.js";
import type { JobDescription } from "../description/workload.js";
import { NAME_LABEL } from "../objects/pod.js";
import { cronJobSettings } from "../objects/runs.js";
import { prebuilt } from "../prebuilt.js";
import { scheduleOf } from "./describe.js";
import { gatewayJobPods } from "./job-pods.js";
import { drillCallSeconds, drilledOf, drillSeconds } from "./drill-time.js";
import type { DrillOptions } from "./drill-options.js";
import type { ModelGatewayProps } from "./options.js";

const FOLDER = "/etc/drill";
const SHARE_PERCENT = 10;
/** Longer than from one drill to the next but one: what the last one found can be read. */
const KEPT_SECONDS = 70 * 24 * 3_600;
const PROMPT = "Answer with the word ready.";

/** The drill of ours: POSIX sh and curl. The key comes over a pipe, so it stands in no list of processes. */
const SCRIPT = `set -u
failed=0
for body in ${FOLDER}/*.json; do
  headers=$(printf 'Authorization: Bearer %s\\n' "$DRILL_KEY" | curl -sS -o /tmp/answer -D - --max-time "$DRILL_CALL_SECONDS" \\
    -H @- -H 'Content-Type: application/json' --data-binary "@$body" "$DRILL_URL/v1/chat/completions")
  if ! printf '%s\\n' "$headers" | grep -Eq '^HTTP/[0-9.]+ 200'; then
    echo "$body: no fallback answered: $(printf '%s' "$headers" | head -n 1) $(head -c 500 /tmp/answer 2>/dev/null)"
    failed=1
  elif ! printf '%s\\n' "$headers" | grep -Eiq '^x-litellm-attempted-fallbacks: *[1-9]'; then
    echo "$body: answered without a fallback: this version of the gateway does not force one"
    failed=1
  else
    echo "$body: a fallback took over"
  fi
done
exit "$failed"
`;

/** The files of the drill of ours: the script, and a request for each model that has a fallback. */
export function drillFiles(models: readonly string[]): Readonly<Record<string, string>> {
  const requests = models.map((model, index) => {
    const body = { model, messages: [{ role: "user", content: PROMPT }], mock_testing_fallbacks: true };
    return [`${FOLDER}/${String(index).padStart(3, "0")}.json`, JSON.stringify(body)] as const;
  });
  return { [`${FOLDER}/drill.sh`]: SCRIPT, ...Object.fromEntries(requests) };
}

/** Its pods, as the gateway lets them in. */
export function drillCaller(name: string, namespace: string): Peer {
  return { namespace, podLabels: { [NAME_LABEL]: `${name}-drill` } };
}

/**
 * Tries the fallbacks of a gateway on a schedule.
 *
 * Children: `Account`, `Config`, `Files`, `Policy`, `CronJob` (kubernetes_cron_job_v1).
 */
export class FallbackDrill extends Construct {
  constructor(scope: Construct, id: string, { name, gateway, drill, url, peer, dependsOn }: FallbackDrillProps) {
    super(scope, id);
    const { namespace } = gateway;
    const drilled = drilledOf(gateway);
    const { evaluation } = drill;
    const timeoutSeconds = drillSeconds(gateway, drill);
    const job: JobDescription = {
      schedule: scheduleOf(drill),
      timeZone: "Etc/UTC",
      overlap: "skip",
      retries: 0, // a drill that fails is an answer: it is not tried until it pleases
      deadlineSeconds: timeoutSeconds,
      keptSeconds: KEPT_SECONDS,
    };
    const given: Record<string, EnvironmentValue> = {
      DRILL_URL: url,
      DRILL_MODELS: JSON.stringify(Object.fromEntries(drilled.map(({ from, targets }) => [from, targets]))),
      DRILL_CALL_SECONDS: String(drillCallSeconds(gateway, timeoutSeconds)),
      DRILL_KEY: drill.key,
    };
    const { description, template, provider, dependencies } = gatewayJobPods(this, {
      name: `${name}-drill`,
      gateway,
      image: drill.image,
      command: evaluation?.command ?? ["sh", `${FOLDER}/drill.sh`],
      files: evaluation === undefined ? drillFiles(drilled.map(({ from }) => from)) : {},
      environment:
        evaluation === undefined
          ? given
          : {
              ...given,
              DRILL_SET: evaluation.set,
              DRILL_THRESHOLD: String(evaluation.threshold),
              DRILL_SHARE_PERCENT: String(evaluation.sharePercent ?? SHARE_PERCENT),
            },
      egress: [peer],
      job,
      dependsOn,
    });
    new prebuilt.CronJobV1(this, "CronJob", {
      metadata: { name: description.name, namespace: namespace.name },
      ...cronJobSettings(description, job, template),
      provider,
      dependsOn: [...dependencies],
    });
  }
}

/** What a drill needs of its gateway. */
export interface FallbackDrillProps extends Pick<IModelGateway, "url" | "peer"> {
  readonly name: string;
  readonly gateway: ModelGatewayProps;
  readonly drill: DrillOptions;
  readonly dependsOn: readonly ITerraformDependable[];
}
