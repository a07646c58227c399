// SEC: secrets come by reference, and a pod has no more rights than it needs.
import { ERROR, ERROR_IN_PROD, secretIn, WARNING } from "../../rules/index.js";
import type { WorkloadDescription } from "../description.js";
import type { ContainerSecurity } from "../pod-description.js";
import type { SecretDescription } from "../secrets.js";
import { isServed } from "../shapes.js";
import { isLater } from "../later.js";
import { HIDDEN } from "../overrides.js";
import { mountedSecretsOf, secretKeysOf } from "../secrets-read.js";
import { type Leaf, leavesOf, textsIn } from "../leaves.js";
import { containersOf } from "./containers.js";
import { each, type OwnBreach, pathOf, when, type WorkloadRule } from "./rule.js";

/** Names whose values are secrets by what they are called. */
const SECRET_NAME = /(^|[._/-])(api[_-]?key|secret|token|password|passwd|passphrase|private[_-]?key|dsn)([._/-]|$)/i;
/** What is said about a secret and is none itself: where it is, what it is called, how long it is good, how many there may be. */
const NO_SECRET_NAME =
  /(^|[._/-])(max|limit|count|file|path|dir|name|id|url|uri|endpoint|header|prefix|type|algorithm|issuer|audience|ttl|expiry|seconds|minutes|hours|days|per)([._/-]|$)/i;
/** What nobody has as a secret: a switch, a number, or a variable of the environment that the kubelet fills in. */
const NO_SECRET_TEXT =
  /^(|true|false|yes|no|on|off|none|null|\d{1,9}(\.\d+)?|\$\([A-Za-z_]\w*\)|\$\{?[A-Za-z_]\w*\}?)$/i;
/** Values that vendors publish in their examples, and nobody writes for anything else. */
const PUBLISHED_ANYWHERE = /(?<![\w-])(sk-1234|NoTaGrEaTpAsSwOrD|dbpassword9090)(?![\w-])/;
/** The same where the name says that it is a secret. */
const PUBLISHED = new Set(["changeme", "change-me", "password", "postgres", "example", "secret", "your-secret-key"]);

/** Judged by LLM-05, which knows more about them. */
const OF_GATEWAY = /^(settings|models\[\d+\]\.parameters|chart\.values)(\.|\[|$)/;
/** Judged by SEC-02, which knows more about them. */
const OF_IMAGE = /^((sidecars|initContainers|pod\.containers)\[\d+\]\.)?image(\.|$)/;

/**
 * The texts that are wrong among all that a user gave and all that is known beside, so that no option is forgotten. What only carries
 * on a text that he gave is said where he gave it.
 */
function wrongTexts(workload: WorkloadDescription, isWrong: (text: Leaf<string>) => boolean): readonly Leaf<string>[] {
  // names of options, and what is said of them, are no texts of theirs
  const { given, optionNames: _names, overrides: _said, ...derived } = workload;
  const wrongIn = (value: unknown): readonly Leaf<string>[] =>
    textsIn(leavesOf(value)).filter((text) => !OF_IMAGE.test(text.option) && isWrong(text));
  const own = wrongIn(given);
  const paths = new Set(own.map(({ option }) => pathOf(workload, option)));
  const isCarried = ({ option, value }: Leaf<string>): boolean =>
    paths.has(pathOf(workload, option)) || own.some((one) => value.includes(one.value));
  const said = own.filter((text) => !isPassedToGateway(workload, text));
  return [...said, ...wrongIn(derived).filter((text) => !isCarried(text))];
}

/** Whether a text is passed to a gateway to models as it is, past its options. */
export function isPassedToGateway({ system }: Pick<WorkloadDescription, "system">, { option }: Leaf): boolean {
  return system === "model-gateway" && OF_GATEWAY.test(option);
}

/** Whether a text is a secret by what it is called. */
export function isSecretByName(name: string, text: string): boolean {
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name) && !NO_SECRET_TEXT.test(text.trim());
}

function whatIsSecret({ name, value }: Leaf<string>): string | undefined {
  return secretIn(value) ?? (isSecretByName(name, value) ? "a secret, by its name" : undefined);
}

/** Whether a text is one that a vendor publishes. */
export function isPublished({ name, value: text }: Pick<Leaf<string>, "name" | "value">): boolean {
  return PUBLISHED_ANYWHERE.test(text) || (PUBLISHED.has(text.toLowerCase()) && isSecretByName(name, text));
}

const literals: WorkloadRule = {
  id: "SEC-01",
  source: "D5, U4",
  must: "No option of a workload holds a secret as text: no variable, file, label, annotation, command, or address.",
  otherwise: "It would stand in the synthesized JSON, in every state and in the pod.",
  severity: ERROR,
  unacknowledgeable: "a secret can't be accepted in a file: give a SecretKey, and renew what was written",
  // what is published is SEC-05's to say
  check: each((workload) =>
    wrongTexts(workload, (text) => !isPublished(text) && whatIsSecret(text) !== undefined).map((text) => ({
      option: text.option,
      value: HIDDEN,
      why: `it is ${whatIsSecret(text) ?? ""}, and would be written to the synthesized JSON and to the state`,
      fix: "give it under secrets as SecretKey.of(<name>, <key>), and renew it",
    })),
  ),
};

/** A user, or a user and a password, before the name of a registry; `@sha256:` is a digest. */
const CREDENTIALS = /^[^@]+@(?!sha256:[0-9a-f]*$)/;

const buildArguments: WorkloadRule = {
  id: "SEC-02",
  source: "D5",
  must: "No secret is an argument of an image's build, or in its name.",
  otherwise: "Everybody who may pull the image has it.",
  severity: ERROR,
  unacknowledgeable: "inject it at run time, and renew it",
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, imageOption, image: { reference, buildArguments: given } }) => [
      ...Object.entries(given).flatMap(([name, text]) =>
        when(secretIn(text) !== undefined || isSecretByName(name, text), () => ({
          option: `${at}image.buildArguments.${name}`,
          value: HIDDEN,
          why: "an argument of a build stays in the image's layers",
          fix: "leave it out of the build, and give it under secrets",
        })),
      ),
      ...when(secretIn(reference) !== undefined || CREDENTIALS.test(reference), () => ({
        option: imageOption,
        value: HIDDEN,
        why: "the name of an image is shown to everybody who may see the pod",
        fix: "name the registry without credentials, and give pull secrets",
      })),
    ]),
  ),
};

const inState: WorkloadRule = {
  id: "SEC-03",
  source: "D5",
  must: "A Secret that is made keeps its values out of the state.",
  otherwise: "Whoever may read the state has them.",
  severity: ERROR,
  check: ({ secrets }) =>
    secrets.flatMap(({ path, inState: stored }) =>
      when(stored, () => ({
        path: `${path}.inState`,
        value: true,
        why: "its values would stand in the Terraform state in clear",
        fix: "leave it out, which writes them only, or name a Secret that somebody else makes as SecretKey.of(<name>, <key>)",
      })),
    ),
};

const revision: WorkloadRule = {
  id: "SEC-04",
  source: "kubernetes provider #2833",
  must: "What is only written has a revision.",
  otherwise: "The Secret is created empty, and no error says so.",
  severity: ERROR,
  unacknowledgeable: "give a revision of 1 or more, and raise it with each new value",
  check: ({ secrets }) =>
    secrets.flatMap(({ path, inState: stored, revision: number }) => {
      const isOne = isLater(number) || (number !== undefined && Number.isInteger(number) && number >= 1);
      return when(!stored && !isOne, () => ({
        path: `${path}.revision`,
        value: number,
        why: "without a revision from 1 on the Secret is created empty",
        fix: "give a whole number from 1 on, and raise it when a value changes",
      }));
    }),
};

const published: WorkloadRule = {
  id: "SEC-05",
  source: "LiteLLM",
  must: "No value is one that a vendor publishes as an example.",
  otherwise: "Everybody knows it.",
  severity: ERROR,
  unacknowledgeable: "make one of your own",
  check: each((workload) =>
    wrongTexts(workload, isPublished).map(({ option }) => ({
      option,
      value: HIDDEN,
      why: "it is the vendor's published example",
      fix: "make a value of your own, and give it under secrets",
    })),
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
  check: each((workload) => {
    const { security } = workload;
    const fix =
      "leave it out; where it must be, acknowledge SEC-07 with the reason, and give the namespace a podSecurity that lets it";
    const found = (isWrong: boolean, option: string, value: unknown, why: string): readonly OwnBreach[] =>
      when(isWrong, () => ({ option, value, why, fix }));
    return [
      ...containersOf(workload).flatMap(({ at, security: own }) => {
        // what another container has of the agent is said there
        const isOf = (name: keyof ContainerSecurity, wrong: unknown): boolean =>
          own[name] === wrong && (at === "" || security[name] !== wrong);
        const option = `${at}security`;
        return [
          ...found(isOf("runAsNonRoot", false), `${option}.runAsNonRoot`, false, "the container may run as root"),
          ...found(isOf("runAsUser", 0), `${option}.runAsUser`, 0, "user 0 is root"),
          ...found(
            isOf("privileged", true),
            `${option}.privileged`,
            true,
            "a privileged container is root on its node",
          ),
          ...found(
            !own.privileged && isOf("allowPrivilegeEscalation", true),
            `${option}.allowPrivilegeEscalation`,
            true,
            "a process may gain rights",
          ),
        ];
      }),
      ...security.hostPaths.flatMap((path, index) =>
        found(true, `security.hostPaths[${index}]`, path, "the container sees, and may change, files of its node"),
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
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, security: { readOnlyRootFilesystem } }) =>
      when(!readOnlyRootFilesystem && (at === "" || workload.security.readOnlyRootFilesystem), () => ({
        option: `${at}security.readOnlyRootFilesystem`,
        value: false,
        why: "what gets into the container can change its programs",
        fix: "leave it out, and write to /tmp, which is a volume of the pod",
      })),
    ),
  ),
};

const authentication: WorkloadRule = {
  id: "SEC-09",
  source: "U4, A6",
  must: "What can be called asks its callers who they are.",
  otherwise: "Everybody who finds it spends your budget.",
  severity: ERROR_IN_PROD,
  check: each(({ authentication: by, shape }) =>
    when(by === undefined ? isServed(shape) : /^\s*(none)?\s*$/i.test(by), () => ({
      option: "authentication",
      value: by,
      why: "everybody who reaches it may call it, and spends the budget of its models",
      fix: "say how callers are known, with the secret it takes",
    })),
  ),
};

const sameNamespace: WorkloadRule = {
  id: "SEC-10",
  source: "Kubernetes: a pod reads Secrets of its own namespace only",
  must: "A Secret that the app makes is in the namespace of who reads it.",
  otherwise: "Its pods wait for a Secret of that name for ever, or take another one.",
  severity: ERROR,
  unacknowledgeable: "no pod can read it there",
  check: each((workload) => {
    const { namespace, cluster, secrets } = workload;
    const isElsewhere = (secret: SecretDescription): boolean =>
      secret.cluster !== cluster || secret.namespace !== namespace;
    const keys = secretKeysOf(workload).flatMap(({ option, value }) =>
      value.source === undefined ? [] : [{ option, secret: value.source.description }],
    );
    const mounted = mountedSecretsOf(workload).map(({ option, secret }) => ({ option, secret: secret.description }));
    const named = [...keys, ...mounted];
    const listed = secrets
      .filter(({ path }) => !named.some(({ secret }) => secret.path === path))
      .map((secret) => ({ option: "agentSecrets", secret }));
    return [...named, ...listed]
      .filter(({ secret }) => isElsewhere(secret))
      .map(({ option, secret }) => ({
        option,
        value: secret.name,
        why: `${secret.path} is in the namespace ${secret.namespace}${secret.cluster === cluster ? "" : " of another cluster"}, and the pods are in ${namespace}`,
        fix: `make an AgentSecret in the namespace ${namespace} too, and give its key`,
      }));
  }),
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
  sameNamespace,
];
