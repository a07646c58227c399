// What `agentflow build` generated, as input: what it says of the image, what it lacks, and what in it can't be read.
//
// Source: facts 2.1 (generators); templates of 10xscale-agentflow-cli 0.6, and of those before, whose command has no graceful flags and
// whose container files know no Kubernetes.
import { readCommand } from "../command.js";
import { readDockerfile } from "./dockerfile.js";
import { type FileFacts, NO_FACTS } from "./file.js";
import { lacksOf } from "./lacks.js";
import type { AgentFlowBuild, GeneratedFiles } from "./types.js";
import { readCompose } from "./compose.js";
import { readKubernetes } from "./kubernetes.js";

/** Reads what `agentflow build` generated. It never throws: what can't be read is among the faults, with its line. */
export function fromAgentflowBuild({ dockerfile, compose, kubernetes }: GeneratedFiles): AgentFlowBuild {
  const files = {
    dockerfile: readDockerfile(dockerfile),
    compose: compose === undefined ? NO_FACTS : readCompose(compose),
    kubernetes: kubernetes === undefined ? NO_FACTS : readKubernetes(kubernetes),
  };
  const { kubernetes: cluster, compose: service, dockerfile: image } = files;
  const first = <K extends keyof FileFacts>(key: K): FileFacts[K] => cluster[key] ?? service[key] ?? image[key];
  const environment = { ...image.environment, ...service.environment, ...cluster.environment };
  const command = first("command");
  const started = command === undefined ? undefined : readCommand(command.value);
  const concurrency = Number(environment["WEB_CONCURRENCY"]);
  const known = {
    image: cluster.image?.value ?? service.image?.value,
    baseImage: image.image?.value,
    command: command?.value,
    port: first("port")?.value ?? started?.port,
    healthPath: first("healthPath")?.value,
    user: first("user")?.value,
    workers: started?.workers ?? (concurrency >= 1 ? concurrency : undefined),
    gracefulSeconds: started?.gracefulSeconds,
    hungSeconds: started?.hungSeconds,
    gracePeriodSeconds: first("gracePeriodSeconds")?.value,
    preStopSeconds: cluster.preStop?.value.seconds,
    replicas: cluster.replicas?.value,
    resources: cluster.resources?.value,
    environment,
  };
  const faults = Object.values(files).flatMap((file) => file.faults);
  return { ...known, lacks: lacksOf(known, files), faults };
}
