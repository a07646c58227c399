import { acknowledgeWarning, AgynStack, Gateway, Region, RunnerPool, RunnerTier } from "../../src/constructs/index";
import {
  type Block,
  cluster,
  environment,
  helmValues,
  messageOf,
  resource,
  type StackJson,
  synth,
  synthStack,
} from "./support";

const poolWith = (gateway: Gateway) => (stack: AgynStack) =>
  new RunnerPool(stack, "pool", { region: Region.of("eu", { cluster, gateway }), tier: RunnerTier.standard() });
const releaseOf = (stack: StackJson): Block => resource(stack, "helm_release");

describe("Gateway", () => {
  it("is the platform's own service by default", () => {
    const release = releaseOf(synthStack(poolWith(Gateway.inCluster())));

    expect(environment(release).GATEWAY_ADDRESS).toBe("gateway.platform.svc.cluster.local:8080");
    expect(helmValues(release)).not.toHaveProperty("extraContainers");
  });

  it("takes another service in the cluster", () => {
    const release = releaseOf(synthStack(poolWith(Gateway.inCluster("gateway.agyn:80"))));

    expect(environment(release).GATEWAY_ADDRESS).toBe("gateway.agyn:80");
  });

  it("warns, with an id, when the token leaves the cluster in clear text", () => {
    const { warnings } = synth((app) =>
      poolWith(Gateway.privateAddress("10.0.0.7:8080"))(new AgynStack(app, "test", { cluster })),
    );

    expect(warnings).toEqual([
      "[cdktf-agyn:gateway-clear-text] The runner sends its service token to 10.0.0.7:8080 in clear text; Gateway.viaTlsProxy " +
        'encrypts it. To accept it: acknowledgeWarning(app, "cdktf-agyn:gateway-clear-text", "<reason>"), or list it under ' +
        "acknowledge in the fleet.",
    ]);
  });

  it("does not warn when that was accepted with a reason", () => {
    const { warnings } = synth((app) => {
      acknowledgeWarning(app, "cdktf-agyn:gateway-clear-text", "the network between the clusters is encrypted");
      poolWith(Gateway.privateAddress("10.0.0.7:8080"))(new AgynStack(app, "test", { cluster }));
    });

    expect(warnings).toEqual([]);
  });

  it("does not warn of a pool for which that was accepted, and warns of its neighbour", () => {
    const region = Region.of("us-east-1", { cluster, gateway: Gateway.privateAddress("10.0.0.7:8080") });
    const { warnings } = synth((app) => {
      const stack = new AgynStack(app, "test", { cluster });
      const accepted = { "cdktf-agyn:gateway-clear-text": "the network between the clusters is encrypted" };
      new RunnerPool(stack, "quiet", { region, tier: RunnerTier.standard(), acknowledgedWarnings: accepted });
      new RunnerPool(stack, "loud", { region, tier: RunnerTier.standard() });
    });

    expect(warnings).toHaveLength(1);
  });

  it("reaches a gateway behind TLS through a hardened proxy on loopback", () => {
    const release = releaseOf(synthStack(poolWith(Gateway.viaTlsProxy("gateway.acme.example"))));

    const [proxy] = helmValues(release).extraContainers as readonly Block[];
    expect(environment(release).GATEWAY_ADDRESS).toBe("127.0.0.1:15051");
    expect(proxy).toMatchObject({
      name: "gateway-tls-proxy",
      image: "docker.io/envoyproxy/envoy:distroless-v1.39.1",
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
  });

  it("configures the proxy for HTTP/2 on both sides, with name and certificate of the host", () => {
    const gateway = Gateway.viaTlsProxy("gateway.acme.example", {
      port: 8443,
      image: "mirror.acme.example/envoy:1.39.1",
    });

    const [proxy] = helmValues(releaseOf(synthStack(poolWith(gateway)))).extraContainers as readonly Block[];
    const [flag, text] = proxy?.args as readonly string[];
    const { static_resources: envoy } = JSON.parse(String(text)) as {
      static_resources: { listeners: Block[]; clusters: Block[] };
    };
    expect(proxy?.image).toBe("mirror.acme.example/envoy:1.39.1");
    expect(flag).toBe("--config-yaml");
    expect(envoy.listeners[0]).toMatchObject({
      address: { socket_address: { address: "127.0.0.1", port_value: 15051 } },
      filter_chains: [{ filters: [{ typed_config: { codec_type: "HTTP2" } }] }],
    });
    expect(envoy.clusters[0]).toMatchObject({
      load_assignment: {
        endpoints: [
          {
            lb_endpoints: [
              { endpoint: { address: { socket_address: { address: "gateway.acme.example", port_value: 8443 } } } },
            ],
          },
        ],
      },
      transport_socket: {
        typed_config: {
          sni: "gateway.acme.example",
          common_tls_context: {
            alpn_protocols: ["h2"],
            validation_context: {
              trusted_ca: { filename: "/etc/ssl/certs/ca-certificates.crt" },
              match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: "gateway.acme.example" } }],
            },
          },
        },
      },
    });
  });

  it.each([
    [
      "an https URL",
      Gateway.inCluster("https://gateway.acme.example"),
      '  region.gateway = "https://gateway.acme.example": it is a URL, but the runner dials gRPC in clear text at host:port and ' +
        'speaks no TLS. Fix: use Gateway.viaTlsProxy("gateway.example.com") for a gateway behind TLS, or host:port for one in a ' +
        "private network.",
    ],
    [
      "a URL with a password, which is not shown",
      Gateway.inCluster("https://me:hunter2hunter2@gateway.acme.example"),
      '  region.gateway = "https://me:(looks like a secret, not shown)@gateway.acme.example": it is a URL, but the runner dials gRPC in ' +
        'clear text at host:port and speaks no TLS. Fix: use Gateway.viaTlsProxy("gateway.example.com") for a gateway behind TLS, or ' +
        "host:port for one in a private network.",
    ],
    [
      "a private address without a port",
      Gateway.privateAddress("10.0.0.7"),
      '  region.gateway = "10.0.0.7": it is no host:port. Fix: write it like "gateway.platform.svc.cluster.local:8080".',
    ],
    [
      "an address with a port out of range",
      Gateway.inCluster("gateway:70000"),
      '  region.gateway = "gateway:70000": it is no host:port. Fix: write it like "gateway.platform.svc.cluster.local:8080".',
    ],
    [
      "a blank image of the TLS proxy",
      Gateway.viaTlsProxy("gateway.acme.example", { image: "" }),
      '  region.gateway.image = "": it is no image. Fix: write it like "registry.example.com/envoy:v1.39.1".',
    ],
    [
      "a URL as the host of the TLS proxy",
      Gateway.viaTlsProxy("https://gateway.acme.example"),
      '  region.gateway.host = "https://gateway.acme.example": it must be a host name alone, without scheme, port or path. ' +
        'Fix: write it like "gateway.example.com".',
    ],
    [
      "a port out of range",
      Gateway.viaTlsProxy("gateway.acme.example", { port: 70_000 }),
      "  region.gateway.port = 70000: it must be a whole number in range. Fix: give 1 to 65535.",
    ],
  ])("fails when given %s", (_name, gateway, line) => {
    expect(messageOf(() => synthStack(poolWith(gateway)))).toBe(`test/pool: 1 problem\n${line}`);
  });
});
