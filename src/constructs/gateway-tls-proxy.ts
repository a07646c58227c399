// The proxy beside a runner whose gateway is behind TLS: Envoy, listening on loopback for clear-text HTTP/2 and speaking TLS with
// ALPN h2 and SNI outward. The chart gives extra containers none of its own hardening, so all of it is here.
//
// Source: Envoy API v3 (HttpConnectionManager, HttpProtocolOptions, UpstreamTlsContext); k8s-runner chart rendered with
// `extraContainers`; image layout of envoyproxy/envoy (distroless variant: user 65532, CA bundle of Debian).

/** Port on loopback at which the runner finds the proxy. */
export const TLS_PROXY_PORT = 15051;

/** Image of the proxy, pinned. The distroless variant has no shell and an unprivileged user. */
const TLS_PROXY_IMAGE = "docker.io/envoyproxy/envoy:distroless-v1.39.1";
/** Unprivileged user of the distroless image. */
const TLS_PROXY_UID = 65_532;
const CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

const UPSTREAM = "gateway";

/** How the proxy reaches the gateway. */
export interface TlsProxyOptions {
  /**
   * TCP port of the gateway.
   *
   * @default 443
   */
  readonly port?: number;

  /**
   * Image of the proxy: any Envoy 1.26 or newer with `envoy` at /usr/local/bin, for example from a mirror of your own.
   *
   * @default "docker.io/envoyproxy/envoy:distroless-v1.39.1"
   */
  readonly image?: string;
}

/** Certificates that a container of the pod finds in a volume. */
export interface TrustedAuthority {
  /** Path of the PEM file. */
  readonly file: string;
  /** Mount of the volume. */
  readonly mount: Readonly<Record<string, unknown>>;
}

/** The proxy as a container for the chart's `extraContainers`; it trusts the public authorities, or a private one alone. */
export function tlsProxyContainer(
  host: string,
  options: TlsProxyOptions,
  authority?: TrustedAuthority,
): Readonly<Record<string, unknown>> {
  return {
    name: "gateway-tls-proxy",
    image: options.image ?? TLS_PROXY_IMAGE,
    command: ["/usr/local/bin/envoy"],
    args: [
      "--config-yaml",
      JSON.stringify(envoyConfig(host, options.port ?? 443, authority?.file ?? CA_BUNDLE)),
      "--disable-hot-restart",
      "--log-level",
      "warning",
    ],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    ...(authority === undefined ? {} : { volumeMounts: [authority.mount] }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: TLS_PROXY_UID,
      runAsGroup: TLS_PROXY_UID,
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}

function envoyConfig(host: string, port: number, authorities: string): object {
  return {
    static_resources: {
      listeners: [
        {
          name: "loopback",
          address: { socket_address: { address: "127.0.0.1", port_value: TLS_PROXY_PORT } },
          filter_chains: [{ filters: [{ name: "http", typed_config: connectionManager(host) }] }],
        },
      ],
      clusters: [upstream(host, port, authorities)],
    },
  };
}

function connectionManager(host: string): object {
  return {
    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    stat_prefix: UPSTREAM,
    codec_type: "HTTP2",
    // Streams of a runner live as long as it does: no timeout on a request and none on a silent stream.
    stream_idle_timeout: "0s",
    route_config: {
      virtual_hosts: [
        {
          name: UPSTREAM,
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, route: { cluster: UPSTREAM, timeout: "0s", host_rewrite_literal: host } }],
        },
      ],
    },
    http_filters: [
      {
        name: "router",
        typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
      },
    ],
  };
}

function upstream(host: string, port: number, authorities: string): object {
  return {
    name: UPSTREAM,
    type: "LOGICAL_DNS",
    connect_timeout: "10s",
    load_assignment: {
      cluster_name: UPSTREAM,
      endpoints: [
        { lb_endpoints: [{ endpoint: { address: { socket_address: { address: host, port_value: port } } } }] },
      ],
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        explicit_http_config: {
          http2_protocol_options: { connection_keepalive: { interval: "30s", timeout: "10s" } },
        },
      },
    },
    transport_socket: {
      name: "tls",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        sni: host,
        common_tls_context: {
          alpn_protocols: ["h2"],
          validation_context: {
            trusted_ca: { filename: authorities },
            match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: host } }],
          },
        },
      },
    },
  };
}
