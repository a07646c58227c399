import { type AgentFlowBuild, fromAgentflowBuild } from "../../../src/workloads/index";
import { readCommand } from "../../../src/workloads/agentflow/command";
import { found, synthWorkloads } from "../support";
import { agentFlow } from "./support";

const dockerfile = `# built for production
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1
ENV MODE=production IS_DEBUG="false"
ENV WEB_CONCURRENCY=2
WORKDIR /app
RUN apt-get update \\
    # tools of the build
    && apt-get install -y build-essential \\
    && rm -rf /var/lib/apt/lists/*
COPY . .
RUN groupadd -r appuser && useradd -r -g appuser appuser
USER appuser
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=30s CMD curl -f http://localhost:8000/ping || exit 1
CMD ["gunicorn", "-k", "uvicorn.workers.UvicornWorker", "-b", "0.0.0.0:8000", \\
     "--graceful-timeout", "600", "--timeout", "660", "agentflow_cli.src.app.main:app"]
`;

const compose = `services:
  agentflow-cli:
    build: .
    image: agentflow-cli:latest
    environment:
      - MODE=production
      - IS_DEBUG=false
    ports:
      - '8000:8000'
    command: ['gunicorn', '-k', 'uvicorn.workers.UvicornWorker', '-b', '0.0.0.0:8000', '--graceful-timeout', '600', '--timeout', '660', 'agentflow_cli.src.app.main:app']
    stop_grace_period: 600s
    restart: unless-stopped
`;

const kubernetes = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: agentflow-cli
spec:
  replicas: 2
  selector: { matchLabels: { app: agentflow-cli } }
  template:
    metadata: { labels: { app: agentflow-cli } }
    spec:
      terminationGracePeriodSeconds: 660
      containers:
        - name: agentflow-cli
          image: agentflow-cli:latest
          ports:
            - containerPort: 8000
          env:
            - name: MODE
              value: "production"
            - name: ORIGINS
              value: "https://frontend.example.com"
          lifecycle:
            preStop:
              exec:
                command: ["/bin/sh", "-c", "sleep 15"]
          readinessProbe: { httpGet: { path: /ping, port: 8000 } }
          livenessProbe: { httpGet: { path: /ping, port: 8000 }, failureThreshold: 5 }
          resources:
            requests: { cpu: "500m", memory: "512Mi" }
            limits: { cpu: "2", memory: "2Gi" }
---
apiVersion: v1
kind: Service
metadata: { name: agentflow-cli }
spec: { ports: [{ port: 80, targetPort: 8000 }] }
`;

const lacks = ({ lacks: all }: AgentFlowBuild): readonly string[] =>
  all.map(({ what, at }) => (at === undefined ? what : `${what} ${at.file}:${at.line}`));

test("what was generated is read: image, command, port, health, user, workers, and how it ends", () => {
  const { lacks: _, ...known } = fromAgentflowBuild({ dockerfile, compose, kubernetes });
  expect(known).toEqual({
    image: "agentflow-cli:latest",
    baseImage: "python:3.13-slim",
    command: expect.arrayContaining(["gunicorn", "agentflow_cli.src.app.main:app"]) as unknown,
    port: 8000,
    healthPath: "/ping",
    user: "appuser",
    workers: 2,
    gracefulSeconds: 600,
    hungSeconds: 660,
    gracePeriodSeconds: 660,
    preStopSeconds: 15,
    replicas: 2,
    resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "2", memory: "2Gi" } },
    environment: {
      PYTHONUNBUFFERED: "1",
      MODE: "production",
      IS_DEBUG: "false",
      WEB_CONCURRENCY: "2",
      ORIGINS: "https://frontend.example.com",
    },
    faults: [],
  });
});

test("what it lacks is named, with its line where there is one", () => {
  expect(lacks(fromAgentflowBuild({ dockerfile, compose, kubernetes }))).toEqual([
    "Ingress",
    "Secret",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy",
    "ServiceAccount",
    "securityContext",
    "image tag kubernetes:14",
    "image tag compose:4",
    "image tag dockerfile:2",
    "USER dockerfile:13",
    "preStop kubernetes:25",
    "workers",
  ]);
});

test("objects that somebody has added are not lacking", () => {
  const more = ["Ingress", "NetworkPolicy"].map((kind) => `---\napiVersion: v1\nkind: ${kind}\n`).join("");
  const secure = kubernetes.replace(
    "      containers:",
    "      securityContext: { runAsNonRoot: true }\n      containers:",
  );
  const all = lacks(fromAgentflowBuild({ dockerfile, kubernetes: secure + more }));
  expect(all).not.toEqual(expect.arrayContaining(["Ingress"]));
  expect(all).not.toEqual(expect.arrayContaining(["NetworkPolicy"]));
  expect(all).not.toEqual(expect.arrayContaining(["securityContext"]));
  expect(all).toContain("Secret");
});

test("an older generator's command has no graceful flags, which is 30 s", () => {
  const older = dockerfile.replace('\\\n     "--graceful-timeout", "600", "--timeout", "660", ', "");
  const build = fromAgentflowBuild({ dockerfile: older });
  expect(build).toMatchObject({ gracefulSeconds: 30, image: undefined, replicas: undefined, faults: [] });
  expect(lacks(build)).toContain("graceful timeout dockerfile:16");
});

test("a grace period that is no longer than what the server takes is named", () => {
  expect(lacks(fromAgentflowBuild({ dockerfile, compose }))).toContain("grace period compose:11");
});

test.each<[string, string, string]>([
  ["a command in shell form", "CMD gunicorn -b 0.0.0.0:8000 --reload app:app", "exec form dockerfile:16"],
  ["a command that reloads", 'CMD ["agentflow", "api"]', "reload dockerfile:16"],
])("%s is named", (_, command, what) => {
  expect(lacks(fromAgentflowBuild({ dockerfile: dockerfile.replace(/CMD \[[\s\S]*$/, command) }))).toContain(what);
});

test.each<[string, { dockerfile?: string; compose?: string; kubernetes?: string }, string, number, RegExp]>([
  ["an empty Dockerfile", { dockerfile: "" }, "dockerfile", 1, /no FROM/],
  ["a file of something else", { dockerfile: "FROM a:1.2.3\n\n<html>" }, "dockerfile", 3, /no instruction/],
  ["control characters", { dockerfile: "FROM a:1.2.3\nRUN \u0007" }, "dockerfile", 2, /control characters/],
  ["a file far too long", { dockerfile: `FROM a:1.2.3\n#${"x".repeat(300_000)}` }, "dockerfile", 1, /characters/],
  ["a here-document", { dockerfile: "FROM a:1.2.3\nRUN <<EOF\nUSER root\nEOF" }, "dockerfile", 2, /here-document/],
  ["another escape character", { dockerfile: "# escape=`\nFROM a:1.2.3" }, "dockerfile", 1, /escape/],
  ["a command that is half a list", { dockerfile: "FROM a:1.2.3\nCMD ['gunicorn']" }, "dockerfile", 2, /by a shell/],
  ["a port that is a variable", { dockerfile: "FROM a:1.2.3\nEXPOSE $PORT" }, "dockerfile", 2, /one port/],
  [
    "a secret in the image",
    { dockerfile: "FROM a:1.2.3\nENV OPENAI_API_KEY=hunter2" },
    "dockerfile",
    2,
    /secret as text/,
  ],
  [
    "a secret in compose",
    { compose: compose.replace("IS_DEBUG=false", "JWT_SECRET_KEY=hunter2") },
    "compose",
    7,
    /secret as text/,
  ],
  ["compose that is no YAML", { compose: "services:\n  a: [1\n  b: 2" }, "compose", 3, /no YAML/],
  ["compose without services", { compose: "name: a" }, "compose", 1, /no service/],
  ["compose that is empty", { compose: "" }, "compose", 1, /no service/],
  ["a key that stands twice", { compose: "services:\n  a: {}\n  a: {}" }, "compose", 3, /no YAML/],
  ["a tag", { compose: "services: !!js/function 'x'" }, "compose", 1, /no YAML/],
  ["a grace period that is none", { compose: compose.replace("600s\n", "soon\n") }, "compose", 11, /no duration/],
  ["Kubernetes without a Deployment", { kubernetes: "kind: Service" }, "kubernetes", 1, /no Deployment/],
  ["a Deployment without a container", { kubernetes: "kind: Deployment\nspec: []" }, "kubernetes", 1, /no container/],
  [
    "a port that is none",
    { kubernetes: kubernetes.replace("containerPort: 8000", "containerPort: 99999") },
    "kubernetes",
    16,
    /no port/,
  ],
  [
    "a secret in Kubernetes",
    { kubernetes: kubernetes.replace("name: ORIGINS", "name: API_TOKEN") },
    "kubernetes",
    20,
    /secret as text/,
  ],
])("%s is refused with its line", (_, files, file, line, why) => {
  const build = fromAgentflowBuild({ dockerfile, ...files });
  expect(build.faults).toContainEqual(
    expect.objectContaining({ file, line, why: expect.stringMatching(why) as unknown }),
  );
  expect(JSON.stringify(build)).not.toContain("hunter2");
});

test("aliases that multiply are refused before they fill the memory", () => {
  const levels = Array.from({ length: 12 }, (_, at) => `l${at}: &l${at} [${`*l${at - 1},`.repeat(9)}]`).slice(1);
  const bomb = ["l0: &l0 [x, x]", ...levels, "services: *l11"].join("\n");
  expect(fromAgentflowBuild({ dockerfile, compose: bomb }).faults).toMatchObject([{ file: "compose", line: 1 }]);
});

test.each<[string, string]>([
  ["null", "null"],
  ["a list", "- a\n- b"],
  ["a number", "3"],
  ["names of objects", "kind: Deployment\nspec: { __proto__: { template: 1 }, constructor: 2, toString: 3 }"],
  ["texts where maps are", "kind: Deployment\nspec: { template: { spec: { containers: [a] } } }"],
  ["lists where texts are", "kind: [Deployment]\nspec: { replicas: [2] }"],
])("%s instead of what is generated throws nothing", (_, text) => {
  const build = fromAgentflowBuild({ dockerfile, compose: text, kubernetes: text });
  expect(build.port).toBe(8000);
});

test("a Dockerfile of any bytes throws nothing", () => {
  const texts = [
    "\\",
    "FROM",
    "FROM \\\n\\\n",
    "CMD [",
    "FROM a\nENV",
    "FROM a\nENV =",
    "FROM a\nUSER",
    "FROM a\nENTRYPOINT []",
  ];
  for (const text of texts) {
    expect(fromAgentflowBuild({ dockerfile: text })).toMatchObject({ faults: expect.any(Array) as unknown[] });
  }
});

test("a service takes port and resources from what was generated, and nothing of its command", () => {
  const build = fromAgentflowBuild({
    dockerfile: dockerfile.replaceAll("8000", "9000"),
    kubernetes: kubernetes.replaceAll("8000", "9000"),
  });
  expect(found((setting) => agentFlow(setting, { build }))).toEqual([]);
  const text = JSON.stringify(synthWorkloads((setting) => agentFlow(setting, { build })).stacks["test"]);
  expect(text).toContain('"0.0.0.0:9000"');
  expect(text).toContain('"2Gi"');
  expect(text).not.toContain('"600"');
});

test.each<[readonly string[], object]>([
  [["gunicorn", "-b:9000", "-w4", "app:app"], { server: "gunicorn", port: 9000, workers: 4, gracefulSeconds: 30 }],
  [["gunicorn", "--bind=[::1]:9000", "app:app"], { host: "[::1]", port: 9000 }],
  [["uvicorn", "app:app"], { server: "uvicorn", host: "127.0.0.1", port: 8000, gracefulSeconds: undefined }],
  [["agentflow", "api"], { server: "agentflow", host: "127.0.0.1", reloads: true, workers: 1 }],
  [["agentflow", "build"], { server: "other", host: undefined, port: undefined, reloads: false }],
  [["python", "main.py"], { server: "other", workers: undefined }],
  [["gunicorn -w 3 app:app"], { server: "gunicorn", workers: 3 }],
  [[], { server: "other" }],
])("of %j is known what it says", (command, facts) => {
  expect(readCommand(command)).toMatchObject(facts);
});
