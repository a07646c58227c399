// UNP, as far as a bridge is concerned: the address at which Unpod reaches a runner, the ports that follow from it, a host for each pod.
//
// Source: port and bind rules of facts 1.1, refusals of facts 1.3 (SDK 0.2.1).
import { ERROR, WARNING } from "../../rules/index.js";
import { mostPods } from "../lifecycle/rollout.js";
import { isLater } from "../later.js";
import { hiddenHost, POD_PLACEHOLDER, servingParts, servingUrlOf } from "../unpod/serving.js";
import { WRAPPER_PORT } from "../unpod/wrapper.js";
import { eachPool } from "./each-pool.js";
import { each, probesOf, when, type WorkloadRule } from "./rule.js";

/** Least port that a process without rights may listen on. */
const LEAST_PORT = 1024;
const MAX_PORT = 65_535;

const servingUrl: WorkloadRule = {
  id: "UNP-01",
  source: "U3",
  must: "A pool that is served has a serving URL, wss, of a public host, which is that of its way in.",
  otherwise: "Unpod has no other way to reach the bridge, and the call is lost.",
  severity: ERROR,
  check: eachPool(({ name, unpod: { transport, servingUrl: value, host: wayIn, hosts } }) => {
    const option = "servingUrl";
    if (transport !== "serve") return [];
    const fix = `write wss://<host of the way in>[:port]${hosts === "perPod" ? `, with ${POD_PLACEHOLDER} in the host` : ""}`;
    if (value === undefined || value === "") {
      return [{ option, why: "Unpod has no other way to reach the bridge", fix }];
    }
    if (isLater(value)) {
      return [
        { option, why: "it is known when Terraform runs, and the port of the pods follows from it at synth", fix },
      ];
    }
    const isPerPod = value.includes(POD_PLACEHOLDER);
    const host = servingParts(servingUrlOf(value, `${name}-0`))?.host;
    if (host === undefined) return [{ option, value, why: "it is no address of a host", fix }];
    const expected = hosts === "perPod" ? `${name}-0.${wayIn ?? ""}` : wayIn;
    const hidden = hiddenHost(host);
    return [
      ...when(/^https:/i.test(value), () => ({
        option,
        value,
        why: "a bridge speaks wss, and Unpod dials no https",
        fix,
      })),
      ...when(isPerPod !== (hosts === "perPod"), () => ({
        option,
        value,
        why: isPerPod ? "there is one host for all pods" : "each pod has a host of its own, and all would say the same",
        fix: isPerPod ? `take out ${POD_PLACEHOLDER}, or write hosts: "perPod"` : fix,
      })),
      ...when(hidden !== undefined, () => ({ option, value, why: hidden ?? "", fix })),
      ...when(
        hidden === undefined &&
          isPerPod === (hosts === "perPod") &&
          wayIn !== undefined &&
          !isLater(wayIn) &&
          host !== expected?.toLowerCase(),
        () => ({ option, value, why: `its host is not that of the way in, which is ${expected ?? ""}`, fix }),
      ),
      ...when(wayIn === undefined, () => ({
        option: "exposure",
        why: "pods speak ws, and nothing ends TLS before them",
        fix: "give a way in of the host of servingUrl",
      })),
    ];
  }),
};

const port: WorkloadRule = {
  id: "UNP-02",
  source: "U2",
  must: "A runner listens on a port that its user may open, beside that of the wrapper.",
  otherwise: "It ends before the first call.",
  severity: ERROR,
  check: eachPool(({ security, network: { port: listens }, unpod: { wrapper, servingUrl: value, transport } }) => {
    const own = wrapper === undefined ? undefined : (wrapper.port ?? WRAPPER_PORT);
    const isOdd = own !== undefined && !(Number.isInteger(own) && own >= LEAST_PORT && own <= MAX_PORT);
    const isLow = listens !== undefined && listens < LEAST_PORT && security.runAsUser !== 0;
    return [
      ...when(transport === "serve" && isLow, () => ({
        option: "servingUrl",
        value,
        why: `the runner listens on the port that it names, and ${listens ?? 0} is not for a user without rights`,
        fix: "leave the port out: pods then listen on 8765, behind a way in at 443",
      })),
      ...when(transport === "serve" && listens !== undefined && listens > MAX_PORT, () => ({
        option: "servingUrl",
        value,
        why: "there is no such port",
        fix: "leave the port out, or write one up to 65535",
      })),
      ...when(own !== undefined && own === listens, () => ({
        option: "wrapper.port",
        value: own,
        why: "the bridge listens there",
        fix: "give another port",
      })),
      ...when(isOdd, () => ({
        option: "wrapper.port",
        value: own,
        why: "the wrapper can't listen there",
        fix: `leave it out, which is ${WRAPPER_PORT}, or give one from ${LEAST_PORT} on`,
      })),
    ];
  }),
};

const oneHost: WorkloadRule = {
  id: "UNP-10",
  source: "Unpod SDK 0.2",
  must: "Each replica of a pool that is served has a host of its own.",
  otherwise:
    "The balancer delivers a bridge to a replica that was not chosen, so reported capacity is not what it seems.",
  severity: WARNING,
  check: eachPool((pool) =>
    when(pool.unpod.hosts === "shared" && (mostPods(pool) ?? 1) > 1, () => ({
      option: "hosts",
      value: "shared",
      why: `a balancer may deliver a bridge to another of ${mostPods(pool) ?? 1} replicas than was chosen, and a replayed one to one that has not seen it`,
      fix: 'write hosts: "perPod", or accept it with a reason',
    })),
  ),
};

const bridgeProbe: WorkloadRule = {
  id: "UNP-15",
  source: "Unpod SDK 0.2",
  must: "Probes over HTTP ask a port at which the image answers them, not that of the bridge.",
  otherwise: "The bridge answers with errors of its handshake, and pods are killed.",
  severity: ERROR,
  check: eachPool((pool) =>
    probesOf(pool).flatMap(({ kind, probe: { action } }) => {
      if ("command" in action) return [];
      const asked = action.port ?? pool.network.port;
      const fix = "start the runner by the wrapper, or give the port at which the image answers";
      return when(asked !== undefined && asked === pool.network.port, () => ({
        option: `probes.${kind}`,
        value: asked,
        why: "the bridge listens there, and takes a probe for a handshake that fails",
        fix,
      }));
    }),
  ),
};

const fixedHosts: WorkloadRule = {
  id: "UNP-16",
  source: "Unpod SDK 0.2",
  must: "A pool, or a bridge, with a host per pod has a fixed number of pods, which is known at synth.",
  otherwise: "Pods that a scaler adds have no way in, and with a number that is known later none has.",
  severity: ERROR,
  check: each(({ kind, scale: { replicas, scalers }, unpod }) => {
    if (kind !== "StatefulSet" && unpod?.hosts !== "perPod") return [];
    return [
      ...when(scalers.length > 0 || replicas === undefined, () => ({
        option: "scaling",
        why: "ways in are made for a fixed number of pods, and one that a scaler adds has none",
        fix: "leave it out, and give replicas",
      })),
      ...when(isLater(replicas), () => ({
        option: "replicas",
        why: "it is known when Terraform runs, and a way in is made for each pod at synth",
        fix: "write the number",
      })),
    ];
  }),
};

/** The rules of bridges. */
export const bridgeRules = { servingUrl, port, oneHost, bridgeProbe, fixedHosts };
