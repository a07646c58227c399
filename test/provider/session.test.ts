import { openSession } from "../../src/provider/session";

const TOKEN = "agyn-token-value";
const origins = {
  ...{ url: "api_url", token: "api_token", requestTimeoutMs: "request_timeout", maxRetries: "max_retries" },
  ...{ userAgent: "User-Agent", headers: "headers", ca: "ca_certificate", proxy: "HTTPS_PROXY" },
};

describe("what a session takes out of texts", () => {
  const session = openSession(
    {
      ...{ url: "http://127.0.0.1:1", token: TOKEN, requestTimeoutMs: 1000, exactlyOnce: false },
      headers: { "x-access-secret": `${TOKEN}-and-more`, "x-access-id": "12345678", "x-team": "runners" },
    },
    origins,
  );

  it.each([
    ["its own token", `a ${TOKEN} b`, "a [redacted] b"],
    ["a header's value, whole, also where it holds the token", `a ${TOKEN}-and-more b`, "a [redacted] b"],
    ["a header's value of eight characters", "id=12345678;", "id=[redacted];"],
    ["a service token", `${"0f".repeat(32)}.`, "[redacted]."],
    ["no word that a short header happens to have", "list runners", "list runners"],
  ])("is %s", (_name, text, shown) => {
    expect(session.redact(text)).toBe(shown);
  });
});
