// What an AgentFlow service is given beside what every served workload is.
//
// Source: facts 2.1 (environment); `Settings` and `MediaSettings` of 10xscale-agentflow-cli 0.6, whose media storage is memory, local or
// cloud.
import type { ServedWorkloadProps } from "../options/served.js";
import type { Peer } from "../options/peer.js";
import type { SecretKey } from "../secrets/secret-key.js";
import type { AgentFlowAuth } from "./auth.js";
import type { Checkpointer } from "./checkpointer.js";
import type { AgentFlowConfig } from "./config.js";
import type { AgentFlowBuild } from "./generated/types.js";

/** Where uploads of callers are kept. */
export type MediaOptions = MediaLimits &
  (
    | {
        /** Nowhere: whatever is uploaded is refused. */
        readonly storage: "none";
      }
    | {
        /** In the memory of each process. */
        readonly storage: "memory";
      }
    | {
        /** In a folder, which STA-01 counts as one of each pod. */
        readonly storage: "local";
        /** The folder, in the container. @default "/tmp/uploads" */
        readonly path?: string;
      }
    | {
        readonly storage: "cloud";
        /** Whose object store it is. */
        readonly provider: "aws" | "gcp";
        /** Name of the bucket. */
        readonly bucket: string;
        /** Region of the bucket. @default "us-east-1" */
        readonly region?: string;
        /** What names of objects begin with. @default "agentflow-media" */
        readonly prefix?: string;
        /** Keys of the account, by variable: MEDIA_CLOUD_ACCESS_KEY_ID and so on. @default - what the pod's node or identity has */
        readonly credentials?: Readonly<Record<`MEDIA_CLOUD_${string}`, SecretKey>>;
      }
  );

/** What may be uploaded. */
export interface MediaLimits {
  /** Largest file, MiB. @default 25 */
  readonly maxSizeMebibytes?: number;
  /** Types of content, as `image/*`. @default - any */
  readonly contentTypes?: readonly string[];
}

/** The generator of ids. `uuid` needs nothing; numbers of snowflakes are unique only when the ids of each process differ. */
export type IdOptions =
  | {
      /** `uuid`, or `snowflake` with the numbers below. */
      readonly generator: "uuid";
    }
  | {
      readonly generator: "snowflake";
      /** Number of the node, as many bits as nodeBits has. */
      readonly nodeId: number;
      /** Number of the process on its node, as many bits as workerBits has. */
      readonly workerId: number;
      /** Milliseconds since 1970; the server has two defaults, so say it. */
      readonly epoch: number;
      /** Bits of an id for the time since the epoch, milliseconds. */
      readonly timeBits: number;
      /** Bits of an id for nodeId. */
      readonly nodeBits: number;
      /** Bits of an id for workerId. */
      readonly workerBits: number;
    };

/** Traces, over OTLP. */
export interface TelemetryOptions {
  /** Address of the collector, as `http://otel.monitoring:4317`; gRPC. */
  readonly endpoint: string;
  /** Name that traces have as that of their service. @default - the workload's name */
  readonly serviceName?: string;
  /** How much is traced. @default "standard" */
  readonly level?: "spans" | "standard" | "full";
  /** Where the collector is, for the network policy. @default - what an endpoint in the cluster says */
  readonly peer?: Peer;
}

/** Headers of answers. */
export interface SecurityHeaderOptions {
  /** Whether answers have these headers. @default true */
  readonly enabled?: boolean;

  /**
   * Strict-Transport-Security, `maxAgeSeconds` in seconds.
   *
   * @default { maxAgeSeconds: 31536000, includeSubdomains: true, preload: false }; false for none
   */
  readonly hsts?:
    | false
    | { readonly maxAgeSeconds?: number; readonly includeSubdomains?: boolean; readonly preload?: boolean };
  /** X-Frame-Options. @default "DENY" */
  readonly frameOptions?: string;
  /** X-Content-Type-Options. @default "nosniff" */
  readonly contentTypeOptions?: string;
  /** Referrer-Policy. @default "strict-origin-when-cross-origin" */
  readonly referrerPolicy?: string;
  /** Permissions-Policy. @default - the server's */
  readonly permissionsPolicy?: string;
  /** Content-Security-Policy. @default - the server's */
  readonly contentSecurityPolicy?: string;
}

/** How the tables of the checkpointer are made. */
export interface MigrationOptions {
  /**
   * Program and arguments, in the image of the service.
   *
   * @default - calls `asetup()` of the checkpointer
   */
  readonly command?: readonly string[];

  /**
   * How long it may take from its start, with the pull of its image and all of its tries, seconds.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
}

/** Settings of an AgentFlowService. */
export interface AgentFlowServiceProps
  extends Omit<ServedWorkloadProps, "port" | "authentication" | "state" | "whenFull" | "network"> {
  /** agentflow.json, but for `auth`. */
  readonly config: AgentFlowConfig;
  /** Where threads and their states are kept. */
  readonly checkpointer: Checkpointer;
  /** How callers say who they are. */
  readonly auth: AgentFlowAuth;
  /** Origins of browsers that it answers, as `https://app.example.com`; `*` with credentials keeps the server from starting. */
  readonly origins: readonly string[];

  /** What `agentflow build` generated, to be held against this. @default - nothing */
  readonly build?: AgentFlowBuild;
  /** Port that the server listens on. @default - the build's, else 8000 */
  readonly port?: number;

  /**
   * Who may come, and where it may go; `origins` has an option of its own.
   *
   * @default - a policy from what is declared
   */
  readonly network?: Omit<NonNullable<ServedWorkloadProps["network"]>, "origins">;

  /**
   * What becomes of work beyond inFlightPerPod: the program's part, which is handed AGENT_IN_FLIGHT_LIMIT; the server sheds by rate
   * (429) and by web sockets (1013) only.
   *
   * @default "shed"
   */
  readonly whenFull?: "shed" | "park";

  /** Processes in each pod. @default 1 */
  readonly workers?: number;
  /** MODE. @default "production" */
  readonly mode?: "production" | "development";
  /** IS_DEBUG. @default false */
  readonly debug?: boolean;
  /** LOG_LEVEL. @default "INFO" */
  readonly logLevel?: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
  /** ALLOWED_HOST, beside the host of the way in and the names of the Service. @default - those only */
  readonly allowedHosts?: readonly string[];
  /** Whether browsers may send cookies and tokens. @default true */
  readonly corsCredentials?: boolean;
  /** Paths of the documentation. @default - none */
  readonly docs?: { readonly docsPath?: string; readonly redocsPath?: string };
  /** ROOT_PATH. @default "/" */
  readonly rootPath?: string;
  /** What the server calls itself. @default - its own */
  readonly app?: { readonly name?: string; readonly version?: string; readonly summary?: string };
  /** Largest body of a request, bytes; an upload may have as much as its largest file. @default 10485760 */
  readonly maxRequestBytes?: number;
  /** Headers of answers that tell browsers what to refuse. @default - the server's */
  readonly securityHeaders?: SecurityHeaderOptions;
  /** How long one call to a model may take, seconds. @default - the longest step; the client's own default is 600 */
  readonly llmTimeoutSeconds?: number;
  /** Where uploads of callers are kept, and how large they may be. @default { storage: "none" } */
  readonly media?: MediaOptions;
  /** How ids of threads and messages are made. @default { generator: "uuid" } */
  readonly ids?: IdOptions;
  /** Where traces are sent, over OTLP. @default - no traces */
  readonly telemetry?: TelemetryOptions;
  /** Address of Sentry, which is a secret. @default - none */
  readonly sentryDsn?: SecretKey;

  /**
   * How the tables of a checkpointer in Postgres are made, by a Job before the Deployment, anew for each image; false when somebody
   * else makes them.
   *
   * @default - by asetup()
   */
  readonly migration?: MigrationOptions | false;
}
