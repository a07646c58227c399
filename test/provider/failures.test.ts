import {
  CONNECT_ERRORS,
  CONNECTION_ERRORS,
  type ErrorRow,
  findRow,
  HTTP_ERRORS,
  LOCAL_ERRORS,
  PROXY_ERRORS,
  TLS_ERRORS,
} from "../../src/gateway/error-table";
import { GatewayError, type GatewayErrorCode } from "../../src/gateway/index";
import { describeFailure } from "../../src/provider/failures";

const TABLES = { CONNECTION_ERRORS, TLS_ERRORS, PROXY_ERRORS, LOCAL_ERRORS, HTTP_ERRORS, CONNECT_ERRORS };
const ROWS = Object.entries(TABLES).flatMap(([table, rows]) =>
  Object.entries<ErrorRow>(rows).map(([name, row]) => ({ table, name, row })),
);

const failure = (code: GatewayErrorCode, more: Partial<ConstructorParameters<typeof GatewayError>[0]> = {}) =>
  new GatewayError({ code, rpc: "RunnersGateway/ListRunners", detail: "seen", sent: "no", fromServer: true, ...more });

describe("what a failure advises", () => {
  it.each(ROWS)("speaks of the provider's attributes, not of the client's options: $name", ({ table, name, row }) => {
    const fromServer = table === "CONNECT_ERRORS";
    const reason = fromServer ? `Connect ${name}` : name.replace("*", "OTHER");

    const sent = row.sent === "maybe" ? "maybe" : "no";
    const status = table === "HTTP_ERRORS" ? 418 : undefined;
    const error = failure(row.code, { reason, fromServer, advice: row.advice, sent, status });
    const { detail } = describeFailure(error, "list runners");

    expect(detail).toMatch(/^Could not list runners: seen\. (Nothing (was sent|reached the platform)\. )?[A-Z][^(]{5}/);
    expect(detail.includes("Nothing ")).toBe(sent === "no" && !fromServer);
    expect(detail).not.toMatch(/requestTimeoutMs|maxRetries|noProxy|userAgent|(?<!api_)\burl\b|\bas (ca|token)\b/);
  });

  it.each<[string, string, GatewayErrorCode, string]>([
    [
      "an unknown authority",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "tls",
      "as ca_certificate, or its path as ca_certificate_file",
    ],
    ["an authority of a chain that is cut", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls", "as ca_certificate"],
    ["an expired certificate", "CERT_HAS_EXPIRED", "tls", "Renew it at the gateway"],
    [
      "another host name",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "tls",
      "Use a name in api_url that stands in the certificate",
    ],
    ["plain HTTP", "ERR_SSL_WRONG_VERSION_NUMBER", "tls", "begin api_url with http://"],
    ["a proxy that is not needed", "proxy unavailable", "proxy", "add its host to NO_PROXY"],
    ["a limit of this machine", "EMFILE", "connection_refused", "ulimit -n"],
    ["an answer of nobody we know", "HTTP 418", "unknown", "Something else answers at this address. Check api_url"],
    ["a slow platform", "deadline while waiting", "timeout", "Or raise request_timeout"],
  ])("for %s", (_name, reason, code, advice) => {
    const { row } = findRow(reason);
    const status = reason.startsWith("HTTP") ? 418 : undefined;
    const error = failure(code, { reason, fromServer: false, advice: row.advice, status });

    expect(describeFailure(error, "list runners").detail).toContain(advice);
  });

  it.each<[string, Partial<GatewayError>, string]>([
    ["that nothing was sent", {}, "seen. Nothing was sent. Check api_url"],
    ["that nothing came through a proxy", { status: 404 }, "seen. Nothing reached the platform. Check api_url"],
    ["neither where an earlier try may have come through", { sent: "maybe" }, "seen. Check api_url"],
    ["neither where the platform itself refuses", { fromServer: true }, "seen. Check api_url"],
  ])("says %s", (_name, more, text) => {
    const error = failure("connection_refused", { fromServer: false, ...more });

    expect(describeFailure(error, "list runners").detail).toContain(text);
  });

  it("does not take the refusal of something in front of the platform for one of the platform", () => {
    const told = { permission_denied: "Use the cluster admin's token." };
    const front = failure("permission_denied", { reason: "HTTP 403", fromServer: false });
    const platform = failure("permission_denied", { reason: "Connect permission_denied" });

    expect(describeFailure(front, "x", told).detail).toContain("does it want one of headers");
    expect(describeFailure(platform, "x", told).detail).toContain("Use the cluster admin's token.");
    expect(describeFailure(platform, "x").detail).toContain(
      "no member of the organization, or the organization does not",
    );
  });

  it("says how often a call was tried, when more than once", () => {
    expect(describeFailure(failure("unavailable", { tries: 6 }), "x").detail).toContain("tried 6 times)");
    expect(describeFailure(failure("unavailable"), "x").detail).not.toContain("tried");
  });
});
