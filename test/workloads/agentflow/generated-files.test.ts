import { fromAgentflowBuild } from "../../../src/workloads/index";

const lines = (...all: readonly string[]): string => all.join("\n");
const whats = (dockerfile: string): readonly string[] =>
  fromAgentflowBuild({ dockerfile }).lacks.map(({ what }) => what);

describe("a Dockerfile", () => {
  test("of several stages says what its last one has, with what that begins from", () => {
    const build = fromAgentflowBuild({
      dockerfile: lines(
        "ARG PYTHON=3.13.7",
        "FROM python:${PYTHON}-slim AS Base",
        "ENV MODE=production",
        "USER 1000:1000",
        "FROM node:22.1.0 AS assets",
        "USER root",
        "EXPOSE 3000",
        "FROM --platform=linux/amd64 base",
        "ARG PORT=9000",
        "EXPOSE $PORT",
        'CMD ["gunicorn", "agentflow_cli.src.app.main:app", "-b", "0.0.0.0:9000", "--graceful-timeout", "60"]',
      ),
    });
    expect(build).toMatchObject({
      baseImage: "python:3.13.7-slim",
      user: "1000",
      port: 9000,
      environment: { MODE: "production", PORT: "9000" },
      gracefulSeconds: 60,
      faults: [],
    });
    expect(build.lacks.map(({ what }) => what)).not.toEqual(expect.arrayContaining(["image tag"]));
  });

  test.each([
    ["of the same stage is kept", [], ["tini", "--", "gunicorn"]],
    ["of the stage before is left", ["FROM base"], ["tini", "--"]],
  ])("with an ENTRYPOINT: a CMD %s", (_, stage, command) => {
    const dockerfile = lines("FROM a:1.2.3 AS base", 'CMD ["gunicorn"]', ...stage, 'ENTRYPOINT ["tini", "--"]');
    expect(fromAgentflowBuild({ dockerfile }).command).toEqual(command);
  });

  test.each([
    ["ENV A=b", { A: "b" }],
    ["ENV A=b\\ c D='e f' G=\"h i=j\"", { A: "b c", D: "e f", G: "h i=j" }],
    ["ENV GREETING hello a=b", { GREETING: "hello a=b" }],
    ["ARG VERSION", {}],
    ["ENV __proto__=x A=b", { A: "b" }],
  ])("has the variables of %s", (line, environment) => {
    expect(fromAgentflowBuild({ dockerfile: `FROM a:1.2.3\n${line}` }).environment).toMatchObject(environment);
  });

  test("with a secret in a stage that is thrown away is refused, and shows it nowhere", () => {
    const dockerfile = lines("FROM a:1.2.3 AS build", "ENV NPM_TOKEN=hunter2", "FROM a:1.2.3", "ENV MODE=production");
    const build = fromAgentflowBuild({ dockerfile });
    expect(build.faults).toMatchObject([{ file: "dockerfile", line: 2, value: "NPM_TOKEN" }]);
    expect(build.environment).toEqual({ MODE: "production" });
    expect(JSON.stringify(build)).not.toContain("hunter2");
  });

  test("whose base is an argument without a value has no exact image", () => {
    expect(whats("ARG BASE\nFROM $BASE")).toContain("image tag");
    expect(whats("ARG BASE\nFROM ${BASE:-python:3.13.7}")).not.toContain("image tag");
  });

  test("of very long words, or very many lines of one instruction, is read to its end", () => {
    const word = lines("FROM a:1.2.3", `ENV ${"a".repeat(250_000)}`, "USER 7");
    const continued = lines("FROM a:1.2.3", `RUN ${"a\\\n".repeat(80_000)}b`, "USER 7");
    expect(fromAgentflowBuild({ dockerfile: word }).user).toBe("7");
    expect(fromAgentflowBuild({ dockerfile: continued }).user).toBe("7");
  });

  test("with a here-string is read, as it is one line", () => {
    expect(fromAgentflowBuild({ dockerfile: "FROM a:1.2.3\nRUN cat <<< 'a'" }).faults).toEqual([]);
  });
});

describe("a compose file", () => {
  const dockerfile = "FROM a:1.2.3";

  test("of anchors, merge keys, numbers and long ports is read as compose reads it, with lines", () => {
    const build = fromAgentflowBuild({
      dockerfile,
      compose: lines(
        "x-base: &base",
        "  image: agentflow-cli:latest",
        "  environment: &variables { MODE: production }",
        "services:",
        "  api:",
        "    <<: *base",
        "    command: [gunicorn, -w, 4, 'agentflow_cli.src.app.main:app']",
        "    ports: [{ target: 8000, published: 80 }]",
        "    environment: { <<: *variables, LEVEL: 3, NOTHING: }",
      ),
    });
    expect(build).toMatchObject({
      image: "agentflow-cli:latest",
      command: ["gunicorn", "-w", "4", "agentflow_cli.src.app.main:app"],
      workers: 4,
      port: 8000,
      environment: { MODE: "production", LEVEL: "3", NOTHING: "" },
      faults: [],
    });
    // the line of the service, which has it by a merge key
    expect(build.lacks).toContainEqual(
      expect.objectContaining({ what: "image tag", at: { file: "compose", line: 6 } }),
    );
  });

  test.each([
    ["${OPENAI_API_KEY}", 0],
    ["${OPENAI_API_KEY:-}", 0],
    ["${OPENAI_API_KEY?is missing}", 0],
    ["${OPENAI_API_KEY:-hunter2}", 1],
    ["hunter2", 1],
  ])("with a key that is %s has %i secrets", (value, count) => {
    const compose = `services: { api: { environment: { OPENAI_API_KEY: "${value}" } } }`;
    const build = fromAgentflowBuild({ dockerfile, compose });
    expect(build.faults).toHaveLength(count);
    expect(JSON.stringify(build)).not.toContain("hunter2");
  });

  test("that says nothing of it ends a service after 10 s", () => {
    const compose = "services: { api: { command: [gunicorn, app:app] } }";
    const build = fromAgentflowBuild({ dockerfile, compose });
    expect(build.gracePeriodSeconds).toBe(10);
    expect(build.lacks.map(({ what }) => what)).toContain("grace period");
  });

  test("so deep that no reader can follow is refused", () => {
    const compose = `services: ${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(fromAgentflowBuild({ dockerfile, compose }).faults).toMatchObject([{ file: "compose" }]);
  });
});

describe("a Kubernetes file", () => {
  const deployment = (container: string): string =>
    `kind: Deployment\nspec: { template: { spec: { containers: [{ name: a, ${container} }] } } }`;
  const read = (container: string) =>
    fromAgentflowBuild({ dockerfile: "FROM a:1.2.3", kubernetes: deployment(container) });

  test("with arguments only starts what they say", () => {
    expect(read("args: [gunicorn, -w, 2, 'agentflow_cli.src.app.main:app']").workers).toBe(2);
  });

  test("that says nothing of it ends a pod after 30 s", () => {
    const build = read("command: [gunicorn, app:app]");
    expect(build.gracePeriodSeconds).toBe(30);
    expect(build.lacks.map(({ what }) => what)).toContain("grace period");
  });

  test("may sleep without a shell before its end", () => {
    const build = read("lifecycle: { preStop: { sleep: { seconds: 5 } } }");
    expect(build.preStopSeconds).toBe(5);
    expect(build.lacks.map(({ what }) => what)).not.toContain("preStop");
  });

  test("with resources that are none asks for those that are", () => {
    const { resources } = read("resources: { requests: none, limits: { cpu: { a: 1 }, memory: 1Gi } }");
    expect(resources).toEqual({ requests: {}, limits: { memory: "1Gi" } });
  });
});
