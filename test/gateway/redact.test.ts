// No token in any text, wherever it stands in it.
import fc from "fast-check";
import { redact } from "../../src/gateway/index.js";

const hexToken = fc.string({ unit: fc.constantFrom(...Array.from("0123456789abcdef")), minLength: 64, maxLength: 64 });

describe("redact", () => {
  it.each([
    ["Authorization: Bearer abc.def-ghi", "Authorization: Bearer [redacted]"],
    ['{"authorization":"bearer xyz"}', '{"authorization":"bearer [redacted]"}'],
    [`token agyn_${"4fG7hQ".repeat(7)}ab`, "token [redacted]"],
    ["agyn_runner.x agyn_0b6cbd5e-4f25-4a3a-9d4d-111111111111", "agyn_runner.x [redacted]"],
    ["agyn_runner_enrollment.a", "agyn_runner_enrollment.a"],
    [`serviceToken=${"0f".repeat(32)};`, "serviceToken=[redacted];"],
    ["commit 0123456789abcdef0123456789abcdef01234567", "commit 0123456789abcdef0123456789abcdef01234567"],
    ["runner not found", "runner not found"],
  ])("turns %j into %j", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it("hides given secrets exactly, also those full of pattern characters", () => {
    expect(redact("a $&.* b", "$&.*")).toBe("a [redacted] b");
    expect(redact("token hunter2, again hunter2", "hunter2", "")).toBe("token [redacted], again [redacted]");
    expect(redact("a b", undefined, "")).toBe("a b");
  });

  const SECRET = "k\"ey+val/ue=<1>&'2\\";
  it.each([
    ["as it is", SECRET],
    ["in HTML", "k&quot;ey+val/ue=&lt;1&gt;&amp;&apos;2\\"],
    ["in HTML by Go", "k&#34;ey&#43;val/ue=&lt;1&gt;&amp;&#39;2\\"],
    ["in HTML, hexadecimal", "k&#x22;ey&#x2B;val&#x2f;ue&#x3D;&#x3C;1&#x3E;&#x26;&#x27;2&#x5C;"],
    ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
    ["in JSON with signs by number", "k\\u0022ey\\u002bval\\/ue\\u003d\\u003c1\\u003E\\u0026\\u00272\\\\"],
    ["in a URL", encodeURIComponent(SECRET)],
  ])("hides a given secret %s", (_name, spelled) => {
    expect(redact(`a ${spelled} b`, SECRET)).toBe("a [redacted] b");
  });

  it("hides one given secret that holds another as a whole", () => {
    expect(redact("a hunter22 b", "hunter2", "hunter22")).toBe("a [redacted] b");
  });

  it("leaves no service token anywhere", () => {
    fc.assert(
      fc.property(fc.string(), hexToken, fc.string(), (before, token, after) => {
        expect(redact(before + token + after)).not.toContain(token);
      }),
    );
  });
});
