// Secrets and rights: SEC.
import {
  AgentNamespace,
  AgentSecret,
  Exposure,
  HttpService,
  PreStop,
  Probe,
  Scaling,
  SecretKey,
  Volume,
} from "../../../../src/workloads/index";
import { IMAGE, type RuleExample, TAGGED } from "./example";

/** A token of a known form; nobody's. */
const TOKEN = `ghp_${"a1B2c3D4".repeat(5)}`;

const aSecret = { revision: 1, renewEveryDays: 90 };

/** A scaler that asks a Prometheus. */
const scaledBy = (server: string): Scaling =>
  Scaling.prometheus({ server, query: "sum(in_flight)", minimum: 2, maximum: 4 });

/** A way in with annotations. */
const annotated = (annotations: Readonly<Record<string, string>>): Exposure =>
  Exposure.ingress({
    ...{ host: "answers.example.com", className: "haproxy", controller: "haproxy", tlsSecret: "answers-tls" },
    fromNamespace: "haproxy",
    annotations,
  });

export const secretExamples: readonly RuleExample[] = [
  {
    rule: "SEC-01",
    what: "a secret as text in a variable that is called one",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { CRM_API_KEY: "k-2b7f19c4" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, secrets: { CRM_API_KEY: SecretKey.of("crm", "api-key") } }),
    at: "answers.environment.CRM_API_KEY",
  },
  {
    rule: "SEC-01",
    what: "a token of a known form under any name",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, environment: { NOTES: TOKEN } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        environment: { MAX_TOKENS: "4096", TOKEN_URL: "https://sso.example.com/token", API_KEY_HEADER: "x-api-key" },
      }),
    at: "answers.environment.NOTES",
  },
  {
    rule: "SEC-01",
    what: "a variable whose name only begins like a harmless one",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { MAXMIND_API_KEY: "mm-77aa1" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { USE_API_KEY: "true", TOKENIZER: "o200k" } }),
    at: "answers.environment.MAXMIND_API_KEY",
  },
  {
    rule: "SEC-01",
    what: "a token in a file",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, files: { "/etc/agent.ini": `token = ${TOKEN}` } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, files: { "/etc/agent.ini": "token = %(TOKEN)s" } }),
    at: 'answers.files["/etc/agent.ini"]',
  },
  {
    rule: "SEC-01",
    what: "a password in an address of an annotation",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, annotations: { broker: "amqp://agent:h7Kq29xYz@mq:5672" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, annotations: { broker: "amqp://mq:5672" } }),
    at: "answers.annotations.broker",
  },
  {
    rule: "SEC-01",
    what: "a label that is a secret by its name",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, labels: { "example.com/api-key": "k-2b7f19c4" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, labels: { "example.com/api-key-name": "crm" } }),
    at: 'answers.labels["example.com/api-key"]',
  },
  {
    rule: "SEC-01",
    what: "an option of the command",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["python", "main.py", "--api-key=k-2b7f19c4"] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["python", "main.py", "--api-key=$(CRM_API_KEY)"] }),
    at: "answers.command[2]",
  },
  {
    rule: "SEC-01",
    what: "the word after an option of the command",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["serve", "--password", "h7Kq29"] }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, command: ["serve", "--password-file", "/run/password"] }),
    at: "answers.command[2]",
  },
  {
    rule: "SEC-01",
    what: "a token in the command of a probe",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.command(["ask", "--token", "k-2b7f19c4"]) },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        probes: { ...props.probes, liveness: Probe.command(["ask", "--token", "$(TOKEN)"]) },
      }),
    at: "answers.probes.liveness[2]",
  },
  {
    rule: "SEC-01",
    what: "a token in the command of preStop",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, preStop: PreStop.command(["leave", "--token", "k-2b7f19c4"]) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, preStop: PreStop.command(["leave", "--token", "$TOKEN"]) }),
    at: "answers.preStop[2]",
  },
  {
    rule: "SEC-01",
    what: "a password in the address of a scaler's source",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: scaledBy("http://keda:h7Kq29xYz@prometheus:9090") }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, scaling: scaledBy("http://prometheus:9090") }),
    at: "answers.scaling.server",
  },
  {
    rule: "SEC-01",
    what: "a token in an annotation of the way in",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, exposure: annotated({ "example.com/notes": TOKEN }) }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, exposure: annotated({ "example.com/notes": "none" }) }),
    at: 'answers.exposure.annotations["example.com/notes"]',
  },
  {
    rule: "SEC-02",
    what: "a secret as an argument of the image's build",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        image: { reference: IMAGE, buildArguments: { NPM_TOKEN: "npm-8c1f0d77" } },
      }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        image: { reference: IMAGE, buildArguments: { NODE_VERSION: "22" } },
      }),
    at: "answers.image.buildArguments.NPM_TOKEN",
  },
  {
    rule: "SEC-02",
    what: "credentials in the name of the image",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, image: `agent:h7Kq29@${TAGGED}` }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, pullSecrets: ["registry"] }),
    at: "answers.image",
  },
  {
    rule: "SEC-03",
    what: "a Secret whose values are in the state",
    wrong: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", {
        namespace,
        data: { openai: secret },
        revision: 1,
        renewEveryDays: 90,
        inState: true,
      }),
    right: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1, renewEveryDays: 90 }),
    at: "keys.inState",
  },
  {
    rule: "SEC-04",
    what: "values that are only written, without a revision",
    wrong: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 0, renewEveryDays: 90 }),
    right: ({ stack, namespace, secret }) =>
      new AgentSecret(stack, "keys", { namespace, data: { openai: secret }, revision: 1, renewEveryDays: 90 }),
    at: "keys.revision",
  },
  {
    rule: "SEC-05",
    what: "a password that every reader of a README knows",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, environment: { POSTGRES_PASSWORD: "changeme" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        secrets: { POSTGRES_PASSWORD: SecretKey.of("postgres", "password") },
      }),
    at: "answers.environment.POSTGRES_PASSWORD",
  },
  {
    rule: "SEC-05",
    what: "the published key of a gateway in a file",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, files: { "/etc/gateway.yaml": "master_key: sk-1234\n" } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        files: { "/etc/gateway.yaml": "master_key: os.environ/MASTER_KEY\n" },
      }),
    at: 'answers.files["/etc/gateway.yaml"]',
  },
  {
    rule: "SEC-06",
    what: "the token of the account for a program that asks the cluster nothing",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { mountServiceAccountToken: true } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", {
        ...props,
        security: { mountServiceAccountToken: true, callsKubernetesApi: true },
      }),
    at: "answers.security.mountServiceAccountToken",
  },
  {
    rule: "SEC-07",
    what: "a container that is root",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsUser: 0 } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsUser: 10_001 } }),
    at: "answers.security.runAsUser",
  },
  ...(["privileged", "allowPrivilegeEscalation"] as const).map(
    (right): RuleExample => ({
      rule: "SEC-07",
      what: `a container with ${right}`,
      wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { [right]: true } }),
      right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { [right]: false } }),
      at: `answers.security.${right}`,
    }),
  ),
  {
    rule: "SEC-07",
    what: "a container that may be root",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsNonRoot: false } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { runAsNonRoot: true } }),
    at: "answers.security.runAsNonRoot",
  },
  {
    rule: "SEC-07",
    what: "the socket of the node's containers",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { hostPaths: ["/var/run/docker.sock"] } }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, security: { hostPaths: [] } }),
    at: "answers.security.hostPaths[0]",
  },
  {
    rule: "SEC-08",
    what: "a root file system that can be written",
    wrong: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { readOnlyRootFilesystem: false } }),
    right: ({ stack, props }) =>
      new HttpService(stack, "answers", { ...props, security: { readOnlyRootFilesystem: true } }),
    at: "answers.security.readOnlyRootFilesystem",
  },
  {
    rule: "SEC-09",
    what: "a service that asks nobody who he is",
    wrong: ({ stack, props }) => new HttpService(stack, "answers", { ...props, authentication: "none" }),
    right: ({ stack, props }) => new HttpService(stack, "answers", { ...props, authentication: "jwt" }),
    at: "answers.authentication",
  },
  {
    rule: "SEC-10",
    what: "a key of a Secret in another namespace",
    wrong: ({ stack, namespace, secret, props }) => {
      const elsewhere = new AgentNamespace(stack, "elsewhere", { cluster: namespace.cluster });
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace: elsewhere, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, secrets: { CRM_API_KEY: keys.key("crm") } });
    },
    right: ({ stack, namespace, secret, props }) => {
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, secrets: { CRM_API_KEY: keys.key("crm") } });
    },
    at: "answers.secrets.CRM_API_KEY",
  },
  {
    rule: "SEC-10",
    what: "a Secret that is listed, and in another namespace",
    wrong: ({ stack, namespace, secret, props }) => {
      const elsewhere = new AgentNamespace(stack, "listed-elsewhere", { cluster: namespace.cluster });
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace: elsewhere, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, agentSecrets: [keys] });
    },
    right: ({ stack, namespace, secret, props }) => {
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, agentSecrets: [keys] });
    },
    at: "answers.agentSecrets",
  },
  {
    rule: "SEC-10",
    what: "a Secret of another namespace as a volume",
    wrong: ({ stack, namespace, secret, props }) => {
      const elsewhere = new AgentNamespace(stack, "mounted-elsewhere", { cluster: namespace.cluster });
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace: elsewhere, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, volumes: { "/keys": Volume.secret(keys) } });
    },
    right: ({ stack, namespace, secret, props }) => {
      const keys = new AgentSecret(stack, "keys", { ...aSecret, namespace, data: { crm: secret } });
      return new HttpService(stack, "answers", { ...props, volumes: { "/keys": Volume.secret(keys) } });
    },
    at: 'answers.volumes["/keys"]',
  },
];
