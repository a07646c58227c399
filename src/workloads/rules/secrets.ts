// SEC: secrets come by reference, and a pod has no more rights than it needs.
import { ERROR, ERROR_IN_PROD, secretIn, WARNING } from "../../rules/index.js";
import type { WorkloadDescription } from "../description.js";
import { each, type OwnBreach, when, type WorkloadRule } from "./rule.js";

const HIDDEN = "[hidden]";
/** Names whose values are secrets by what they are called. */
const SECRET_NAME = /(^|[_-])(api[_-]?key|secret|token|password|passwd|private[_-]?key|dsn)([_-]|$)/i;
/** What only looks so: names, files, limits and public keys. */
const NO_SECRET_NAME = /(max|limit|count|_file|_path|_name|_url|per_minute|tokens)/i;
/** Values that vendors publish in their examples. */
const PUBLISHED = new Set([
  "sk-1234",
  "changeme",
  "password",
  "postgres",
  "NoTaGrEaTpAsSwOrD",
  "example",
  "your-secret-key",
]);

/** Texts of a workload by option: what lands in the synthesized JSON. */
function textsOf(workload: WorkloadDescription): readonly (readonly [option: string, name: string, text: string])[] {
  const { environment, files, labels, annotations, command = [] } = workload;
  return [
    ...Object.entries(environment).flatMap(([name, value]) =>
      typeof value === "string" ? [[`environment.${name}`, name, value] as const] : [],
    ),
    ...Object.entries(files).map(([name, text]) => [`files["${name}"]`, "", text] as const),
    ...Object.entries(labels).map(([name, text]) => [`labels["${name}"]`, name, text] as const),
    ...Object.entries(annotations).map(([name, text]) => [`annotations["${name}"]`, name, text] as const),
    ...command.map((text, index) => [`command[${index}]`, "", text] as const),
  ];
}

function isSecretByName(name: string, text: string): boolean {
  return text !== "" && SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name);
}

const literals: WorkloadRule = {
  id: "SEC-01",
  source: "D5, U4",
  must: "No environment, file, label, annotation or command of a workload holds a secret as text.",
  otherwise: "It would stand in the synthesized JSON, in every state and in the pod.",
  severity: ERROR,
  unacknowledgeable: "a secret can't be accepted in a file: give a SecretKey, and renew what was written",
  check: each((workload) =>
    textsOf(workload).flatMap(([option, name, text]) => {
      const what = secretIn(text) ?? (isSecretByName(name, text) ? "a secret, by its name" : undefined);
      const why = `it is ${what ?? ""}, and would be written to the synthesized JSON and to the state`;
      const fix = "give it under secrets as SecretKey.of(<name>, <key>), and renew it";
      return when(what !== undefined, () => ({ option, value: HIDDEN, why, fix }));
    }),
  ),
};

const buildArguments: WorkloadRule = {
  id: "SEC-02",
  source: "D5",
  must: "No secret is an argument of an image's build, or in its name.",
  otherwise: "Everybody who may pull the image has it.",
  severity: ERROR,
  unacknowledgeable: "inject it at run time, and renew it",
  check: each(({ image: { reference, buildArguments: given } }) => [
    ...Object.entries(given).flatMap(([name, text]) =>
      when(secretIn(text) !== undefined || isSecretByName(name, text), () => ({
        option: `image.buildArguments.${name}`,
        value: HIDDEN,
        why: "an argument of a build stays in the image's layers",
        fix: "leave it out of the build, and give it under secrets",
      })),
    ),
    ...when(secretIn(reference) !== undefined, () => ({
      option: "image.reference",
      value: HIDDEN,
      why: "the name of an image is shown to everybody who may see the pod",
      fix: "name the registry without credentials, and give pull secrets",
    })),
  ]),
};

const inState: WorkloadRule = {
  id: "SEC-03",
  source: "D5",
  must: "A Secret that is made keeps its values out of the state.",
  otherwise: "Whoever may read the state has them.",
  severity: ERROR,
  check: each(({ secrets }) =>
    secrets.flatMap(({ name, inState: stored }) =>
      when(stored, () => ({
        option: `secrets.${name}`,
        why: "its values would stand in the Terraform state in clear",
        fix: "make it with AgentSecret, which writes them only, or name a Secret that somebody else makes",
      })),
    ),
  ),
};

const revision: WorkloadRule = {
  id: "SEC-04",
  source: "kubernetes provider #2833",
  must: "What is only written has a revision.",
  otherwise: "The Secret is created empty, and no error says so.",
  severity: ERROR,
  unacknowledgeable: "give a revision of 1 or more, and raise it with each new value",
  check: each(({ secrets }) =>
    secrets.flatMap(({ name, inState: stored, revision: number }) =>
      when(!stored && !(number !== undefined && Number.isInteger(number) && number >= 1), () => ({
        option: `secrets.${name}.revision`,
        value: number,
        why: "without a revision the Secret is created empty",
        fix: "give a whole number from 1 on, and raise it when a value changes",
      })),
    ),
  ),
};

const published: WorkloadRule = {
  id: "SEC-05",
  source: "LiteLLM",
  must: "No value is one that a vendor publishes as an example.",
  otherwise: "Everybody knows it.",
  severity: ERROR,
  unacknowledgeable: "make one of your own",
  check: each((workload) =>
    textsOf(workload).flatMap(([option, name, text]) =>
      when(PUBLISHED.has(text) && SECRET_NAME.test(name), () => ({
        option,
        value: HIDDEN,
        why: "it is the vendor's published example",
        fix: "make a value of your own, and give it under secrets",
      })),
    ),
  ),
};

const accountToken: WorkloadRule = {
  id: "SEC-06",
  source: "D4",
  must: "The token of the service account is mounted only where the program calls the Kubernetes API.",
  otherwise: "Whoever takes over the agent can ask the cluster.",
  severity: ERROR,
  check: each(({ security: { mountsServiceAccountToken, callsKubernetesApi } }) =>
    when(mountsServiceAccountToken && !callsKubernetesApi, () => ({
      option: "security.mountServiceAccountToken",
      value: true,
      why: "the workload does not call the Kubernetes API, and whoever takes it over could",
      fix: "leave it out, or state callsKubernetesApi: true",
    })),
  ),
};

const root: WorkloadRule = {
  id: "SEC-07",
  source: "D4",
  must: "No container is root, privileged, may become so, or sees files of its node.",
  otherwise: "Who breaks out of the agent has the node.",
  severity: ERROR,
  check: each(({ security }) => {
    const fix = "leave it out; where it must be, acknowledge SEC-07 with the reason";
    const found = (isWrong: boolean, option: string, value: unknown, why: string): readonly OwnBreach[] =>
      when(isWrong, () => ({ option: `security.${option}`, value, why, fix }));
    return [
      ...found(!security.runAsNonRoot, "runAsNonRoot", false, "the container may run as root"),
      ...found(security.runAsUser === 0, "runAsUser", 0, "user 0 is root"),
      ...found(security.privileged, "privileged", true, "a privileged container is root on its node"),
      ...found(security.allowPrivilegeEscalation, "allowPrivilegeEscalation", true, "a process may gain rights"),
      ...security.hostPaths.flatMap((path, index) =>
        found(true, `hostPaths[${index}]`, path, "the container sees, and may change, files of its node"),
      ),
    ];
  }),
};

const writableRoot: WorkloadRule = {
  id: "SEC-08",
  source: "D4",
  must: "The root file system of a container is read only.",
  otherwise: "What gets in can stay, and change what runs.",
  severity: WARNING,
  check: each(({ security: { readOnlyRootFilesystem } }) =>
    when(!readOnlyRootFilesystem, () => ({
      option: "security.readOnlyRootFilesystem",
      value: false,
      why: "what gets into the container can change its programs",
      fix: "leave it out, and write to /tmp, which is a volume of the pod",
    })),
  ),
};

const authentication: WorkloadRule = {
  id: "SEC-09",
  source: "U4, A6",
  must: "What can be called asks its callers who they are.",
  otherwise: "Everybody who finds it spends your budget.",
  severity: ERROR_IN_PROD,
  check: each(({ authentication: by }) =>
    when(by === "none", () => ({
      option: "authentication",
      value: by,
      why: "everybody who reaches it may call it, and spends the budget of its models",
      fix: "say how callers are known, with the secret it takes",
    })),
  ),
};

/** The rules of secrets and rights. */
export const secretRules: readonly WorkloadRule[] = [
  literals,
  buildArguments,
  inState,
  revision,
  published,
  accountToken,
  root,
  writableRoot,
  authentication,
];
