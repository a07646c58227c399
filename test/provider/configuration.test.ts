import { GatewayClient, GatewayConfigurationError, type GatewayOptions } from "../../src/gateway/index";
import { describeConfigurationFault } from "../../src/provider/configuration";

const FROM_BLOCK = {
  ...{ url: "api_url", token: "api_token", requestTimeoutMs: "request_timeout", maxRetries: "max_retries" },
  ...{ userAgent: "User-Agent", headers: "headers", ca: "ca_certificate", proxy: "HTTPS_PROXY" },
};
const FROM_ENVIRONMENT = { ...FROM_BLOCK, url: "AGYN_API_URL", token: "AGYN_API_TOKEN", ca: "ca_certificate_file" };
const URL = "https://gateway.agyn.dev:2496";
const DAMAGED = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

function fault(options: Partial<GatewayOptions>): GatewayConfigurationError {
  try {
    new GatewayClient({ url: URL, ...options });
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error;
    throw error;
  }
  throw new Error("the options can be used");
}

describe("a fault in the configuration is told by attributes and variables, in the place of the client's options", () => {
  it.each<[string, Partial<GatewayOptions>, string]>([
    ["a scheme", { url: "ftp://ca.example" }, 'api_url "ftp://ca.example" has the scheme "ftp"'],
    [
      "a query, and what is quoted is kept",
      { url: "http://token.example/url?ca=1" },
      '"http://token.example/url?[redacted]" holds',
    ],
    ["a password", { url: "http://a:b@gateway.example" }, "which the gateway does not take: use api_token."],
    [
      "a token",
      { token: "a b" },
      "api_token holds a blank, a line break or a character outside ASCII; a bearer token is",
    ],
    [
      "a header for the token",
      { headers: { Authorization: "x" } },
      "is set by the provider and can't be given: use api_token.",
    ],
    ["a header for the version", { headers: { "User-Agent": "x" } }, "can't be given: leave it out."],
    ["a header for the host", { headers: { Host: "x" } }, "can't be given: it follows from api_url."],
    ["no certificate", { ca: " " }, "ca_certificate is empty"],
    ["a path", { ca: "/etc/ca.pem" }, "The path of a file goes into ca_certificate_file."],
    ["a damaged certificate", { ca: DAMAGED }, "certificate 1 of 1 in ca_certificate can't be read"],
    [
      "a proxy",
      { proxy: { https: "socks5://proxy.http" } },
      'HTTPS_PROXY "socks5://proxy.http" has the scheme "socks5"',
    ],
  ])("%s", (_name, options, text) => {
    expect(describeConfigurationFault(fault(options), FROM_BLOCK).detail).toContain(text);
  });

  it.each<[string, Partial<GatewayOptions>, string, string | undefined]>([
    ["the variable of the address", { url: "gateway" }, 'AGYN_API_URL "gateway" is not a URL', undefined],
    ["the variable of the token", { headers: { Authorization: "x" } }, "use AGYN_API_TOKEN.", "headers"],
    ["the file of certificates", { ca: "" }, "ca_certificate_file is empty", "ca_certificate_file"],
  ])("%s, at what the configuration holds of it", (_name, options, text, path) => {
    const told = describeConfigurationFault(fault(options), FROM_ENVIRONMENT);

    expect(told.detail).toContain(text);
    expect(told.path?.toString()).toBe(path);
  });
});
