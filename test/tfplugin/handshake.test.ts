import { createIdentity } from "../../src/tfplugin/certificate";
import { handshakeLine, readHostRequest } from "../../src/tfplugin/handshake";

const COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const socket = { network: "unix", address: "/tmp/plugin1/provider" } as const;

describe("what the host asks for", () => {
  it("is read from the environment", () => {
    const request = readHostRequest({
      TF_PLUGIN_MAGIC_COOKIE: COOKIE,
      PLUGIN_CLIENT_CERT: "PEM",
      PLUGIN_UNIX_SOCKET_DIR: "/run",
      PLUGIN_MIN_PORT: "10000",
      PLUGIN_MAX_PORT: "25000",
      PLUGIN_MULTIPLEX_GRPC: "true",
    });

    expect(request).toEqual({
      startedByHost: true,
      clientCertificate: "PEM",
      socketDirectory: "/run",
      ports: { min: 10_000, max: 25_000 },
      asksForMultiplexing: true,
    });
  });

  it("is little when only the cookie is there", () => {
    expect(readHostRequest({ TF_PLUGIN_MAGIC_COOKIE: COOKIE, PLUGIN_CLIENT_CERT: "" })).toEqual({
      startedByHost: true,
      clientCertificate: undefined,
      socketDirectory: undefined,
      ports: undefined,
      asksForMultiplexing: false,
    });
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ["no end", { PLUGIN_MIN_PORT: "10000" }],
    ["no beginning", { PLUGIN_MAX_PORT: "25000" }],
    ["an end before its beginning", { PLUGIN_MIN_PORT: "25000", PLUGIN_MAX_PORT: "10000" }],
    ["an end above the last port", { PLUGIN_MIN_PORT: "10000", PLUGIN_MAX_PORT: "65536" }],
    ["words for numbers", { PLUGIN_MIN_PORT: "ten", PLUGIN_MAX_PORT: "1e4" }],
    ["port 0 in it", { PLUGIN_MIN_PORT: "0", PLUGIN_MAX_PORT: "25000" }],
  ])("is any port when the range has %s", (_name, env) => {
    expect(readHostRequest(env).ports).toBeUndefined();
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ["no cookie", {}],
    ["another cookie", { TF_PLUGIN_MAGIC_COOKIE: "other" }],
  ])("is nothing with %s", (_name, env) => {
    expect(readHostRequest(env).startedByHost).toBe(false);
  });
});

describe("the handshake line", () => {
  it("has six fields and ends with a newline", () => {
    const line = handshakeLine(socket, Buffer.from("certificate"), { asksForMultiplexing: false });

    expect(line).toBe("1|6|unix|/tmp/plugin1/provider|grpc|Y2VydGlmaWNhdGU\n");
  });

  it("leaves the certificate empty without TLS", () => {
    const line = handshakeLine({ network: "tcp", address: "127.0.0.1:4711" }, undefined, {
      asksForMultiplexing: false,
    });

    expect(line).toBe("1|6|tcp|127.0.0.1:4711|grpc|\n");
  });

  it("has a seventh field for hosts that asked for it", () => {
    const line = handshakeLine(socket, undefined, { asksForMultiplexing: true });

    expect(line).toBe("1|6|unix|/tmp/plugin1/provider|grpc||false\n");
  });

  it("writes the certificate in the standard alphabet, without padding", () => {
    const bytes = [[0xfb, 0xef, 0xbe], [0xff], [0xff, 0xff]].map((list) => Buffer.from(list));
    const encoded = bytes.map((der) => handshakeLine(socket, der, { asksForMultiplexing: false }).split("|")[5]);

    expect(encoded).toEqual(["++++\n", "/w\n", "//8\n"]);
  });

  it("carries a certificate that reads back byte by byte", () => {
    const { der } = createIdentity(new Date());
    const field = handshakeLine(socket, der, { asksForMultiplexing: false }).trim().split("|")[5] ?? "";

    expect(field).not.toContain("=");
    expect(Buffer.from(field, "base64").equals(der)).toBe(true);
  });
});
