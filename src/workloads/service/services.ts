// Agent services by shape, for programs of your own.
import type { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import type { Construct } from "../core.js";
import type { AgentWorkloadProps } from "../options/workload.js";
import type { ServedWorkloadProps } from "../options/served.js";
import { AgentWorkload } from "./agent-workload.js";
import { requireReadable } from "../given/readable.js";

/** Settings of an HttpService. */
export type HttpServiceProps = ServedWorkloadProps;
/** Settings of a StreamService. */
export type StreamServiceProps = ServedWorkloadProps;
/** Settings of a DialOutService. */
export type DialOutServiceProps = AgentWorkloadProps;

/** Answers requests, each in less than 30 s. For what it makes see {@link AgentWorkload}. */
export class HttpService extends AgentWorkload {
  declare readonly deployment: DeploymentV1;
  declare readonly service: ServiceV1;
  declare readonly url: string;

  constructor(scope: Construct, id: string, props: HttpServiceProps) {
    requireReadable(scope, id, "HttpServiceProps", props);
    super(scope, id, { system: "agent-service", shape: "http" }, props);
  }
}

/** Streams answers, a turn of at most 5 minutes, over server-sent events or a web socket. For what it makes see {@link AgentWorkload}. */
export class StreamService extends AgentWorkload {
  declare readonly deployment: DeploymentV1;
  declare readonly service: ServiceV1;
  declare readonly url: string;

  constructor(scope: Construct, id: string, props: StreamServiceProps) {
    requireReadable(scope, id, "StreamServiceProps", props);
    super(scope, id, { system: "agent-service", shape: "stream" }, props);
  }
}

/** Opens its connections itself, and is connected to by nobody. For what it makes see {@link AgentWorkload}. */
export class DialOutService extends AgentWorkload {
  declare readonly deployment: DeploymentV1;
  declare readonly service: undefined;
  declare readonly url: undefined;

  constructor(scope: Construct, id: string, props: DialOutServiceProps) {
    requireReadable(scope, id, "DialOutServiceProps", props);
    super(scope, id, { system: "agent-service", shape: "dial-out" }, props);
  }
}
