// How a runner reaches the gateway. The runner dials gRPC in clear text at host:port and knows no TLS, so a gateway outside the
// cluster is reached through a proxy in the runner's own pod.
//
// Source: k8s-runner, environment GATEWAY_ADDRESS; platform documentation, whose https URL that code can't use.
import { type GatewayDestination, gatewayDestination, IN_CLUSTER_GATEWAY } from "../kubernetes/index.js";
import { tlsProxyContainer, type TlsProxyOptions, TLS_PROXY_PORT, type TrustedAuthority } from "./gateway-tls-proxy.js";
import { checkHost } from "./names.js";
import { checkText, checkWhole, type Problem } from "./problems.js";

/** Highest TCP port. */
const MAX_PORT = 65_535;

export type { TrustedAuthority };

/** A container that Helm passes on to Kubernetes as it is. */
export type ContainerSpec = Readonly<Record<string, unknown>>;

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
const checkNotUrl = checkText(
  (text) => !isUrl(text),
  "it is a URL, but the runner dials gRPC in clear text at host:port and speaks no TLS",
  'use Gateway.viaTlsProxy("gateway.example.com") for a gateway behind TLS, or host:port for one in a private network',
);
const isHostPort = (text: string): boolean => {
  const [, , port] = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:([1-9]\d{0,4})$/.exec(text) ?? [];
  return port !== undefined && Number(port) <= MAX_PORT;
};
const checkImage = checkText(
  (image) => /^[^\s{}]+$/.test(image),
  "it is no image",
  'write it like "registry.example.com/envoy:v1.39.1"',
);
const checkAddress = checkText(
  (text) => isUrl(text) || isHostPort(text),
  "it is no host:port",
  `write it like ${JSON.stringify(IN_CLUSTER_GATEWAY)}`,
);

/** How the runners of a region reach the gateway. */
export class Gateway {
  private constructor(
    /** What the runner dials: host:port, clear text. */
    readonly address: string,
    /** The gateway as a URL, for chart layouts that take one. */
    readonly url: string,
    /** Whether the runner's traffic leaves the cluster unencrypted. */
    readonly isClearTextOutsideCluster: boolean,
    private readonly findProblems: (path: string) => readonly Problem[],
    private readonly containers: (authority?: TrustedAuthority) => readonly ContainerSpec[],
    /** The namespace of a gateway in the cluster, or the host and port of one outside; what a network policy opens. */
    readonly destination: GatewayDestination,
  ) {}

  /**
   * A gateway in the runner's own cluster, in clear text.
   *
   * @param address host:port of its service; the host's second part is the namespace
   */
  static inCluster(address: string = IN_CLUSTER_GATEWAY): Gateway {
    return Gateway.#clearText(address, true);
  }

  /**
   * A gateway at host:port in a private network, in clear text: whoever sees the traffic sees the service token. A pool that
   * uses it gets the warning `cdktf-agyn:gateway-clear-text`.
   */
  static privateAddress(address: string): Gateway {
    return Gateway.#clearText(address, false);
  }

  static #clearText(address: string, inCluster: boolean): Gateway {
    const check = (path: string): readonly Problem[] => checkGatewayAddress(path, address);
    return new Gateway(
      address,
      `http://${address}`,
      !inCluster,
      check,
      () => [],
      gatewayDestination(address, inCluster),
    );
  }

  /** A gateway behind TLS: a proxy in the runner's pod listens on loopback and speaks TLS (HTTP/2) outward. */
  static viaTlsProxy(host: string, options: TlsProxyOptions = {}): Gateway {
    const port = options.port ?? 443;
    const url = port === 443 ? `https://${host}` : `https://${host}:${port}`;
    return new Gateway(
      `127.0.0.1:${TLS_PROXY_PORT}`,
      url,
      false,
      (path) => [
        ...checkHost(`${path}.host`, host),
        ...checkWhole(`${path}.port`, options.port, 1, MAX_PORT),
        ...checkImage(`${path}.image`, options.image),
      ],
      (authority) => [tlsProxyContainer(host, options, authority)],
      { inCluster: false, host, port },
    );
  }

  /** Containers beside the runner that the way needs. */
  get sidecars(): readonly ContainerSpec[] {
    return this.containers();
  }

  /** The same containers, trusting the certificates of a private authority alone. */
  sidecarsTrusting(authority: TrustedAuthority): readonly ContainerSpec[] {
    return this.containers(authority);
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return this.findProblems(path);
  }
}

function checkGatewayAddress(path: string, address: string): readonly Problem[] {
  return [...checkNotUrl(path, address), ...checkAddress(path, address)];
}
