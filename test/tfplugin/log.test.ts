import { Logger, type LogLevel, logLevelFrom } from "../../src/tfplugin/log";

/** Core cuts a longer line and loses its level. */
const CORE_LINE_BYTES = 64 * 1024;

function logged(level: LogLevel | "off", write: (logger: Logger) => void): string[] {
  const lines: string[] = [];
  write(new Logger("terraform-provider-test", (line) => lines.push(line), level));
  return lines;
}

describe("a line", () => {
  it("is one JSON object in hclog's form", () => {
    const [line = ""] = logged("info", (logger) => logger.log("warn", "two\nlines", { attempt: 2, final: false }));

    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      "@level": "warn",
      "@message": "two\nlines",
      "@module": "terraform-provider-test",
      "@timestamp": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as string,
      attempt: 2,
      final: false,
    });
  });

  it("keeps its own members whatever the fields are called", () => {
    const [line = ""] = logged("info", (logger) => logger.log("info", "text", { "@message": 5, "@level": "x" }));

    expect(JSON.parse(line)).toMatchObject({ "@message": "text", "@level": "info" });
  });

  it.each<[string, string]>([
    ["letters", "a"],
    ["characters of three bytes", "\u20ac"],
    ["pictures", "\u{1f600}"],
    ["control characters", "\u0001"],
  ])("is never longer than core reads, for a long message of %s", (_name, unit) => {
    const [line = ""] = logged("info", (logger) => logger.log("info", unit.repeat(100_000)));

    expect(Buffer.byteLength(line)).toBeLessThan(CORE_LINE_BYTES);
    expect((JSON.parse(line) as { "@message": string })["@message"].startsWith(unit.repeat(1000))).toBe(true);
  });
});

describe("levels", () => {
  const all = ["trace", "debug", "info", "warn", "error"] as const;

  it.each<[LogLevel | "off", number]>([
    ["trace", 5],
    ["debug", 4],
    ["info", 3],
    ["warn", 2],
    ["error", 1],
    ["off", 0],
  ])("at %s let %i of five lines through", (level, count) => {
    const lines = logged(level, (logger) => {
      for (const one of all) logger.log(one, one);
    });

    expect(lines).toHaveLength(count);
  });

  it.each<[string, NodeJS.ProcessEnv, LogLevel | "off"]>([
    ["nothing set", {}, "off"],
    ["logging in general", { TF_LOG: "WARN" }, "warn"],
    ["lower case", { TF_LOG: "debug" }, "debug"],
    ["providers on their own", { TF_LOG: "ERROR", TF_LOG_PROVIDER: "TRACE" }, "trace"],
    ["providers switched off", { TF_LOG: "TRACE", TF_LOG_PROVIDER: "OFF" }, "off"],
    ["JSON, which is everything", { TF_LOG: "JSON" }, "trace"],
    ["a word that core does not know and takes for TRACE", { TF_LOG: "1" }, "trace"],
    ["empty text", { TF_LOG: "" }, "off"],
  ])("come from the environment: %s", (_name, env, level) => {
    expect(logLevelFrom(env)).toBe(level);
  });
});
