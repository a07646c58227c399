// IMG: what runs tomorrow is what was tried today, and it hears the signals that are sent to it.
import { type Fault, imageFaults, imageReference } from "../../kubernetes/index.js";
import { ERROR, WARNING_IN_PROD } from "../../rules/index.js";
import { isLater } from "../later.js";
import { each, when, type WorkloadRule } from "./rule.js";

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;
/** Programs that start another one and pass signals on to it. */
const INIT = /(^|\/)(tini|dumb-init|catatonit|env)$/;
const EXACT_VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Credentials before a registry's name, which SEC-02 refuses. */
const hasCredentials = (reference: string): boolean => /^[^@]+@(?!sha256:[0-9a-f]*$)/.test(reference);

/** What makes an image's name mean another image some day. */
const faultsOf = (reference: string): readonly Fault[] =>
  isLater(reference) || hasCredentials(reference) ? [] : imageFaults("", reference);

const floating: WorkloadRule = {
  id: "IMG-01",
  source: "D3",
  must: "An image has an exact tag, or a digest.",
  otherwise: "A pod that starts tomorrow runs what nobody tried.",
  severity: ERROR,
  check: each(({ image: { reference } }) =>
    faultsOf(reference).map(({ why, fix }) => ({ option: "image.reference", value: reference, why, fix })),
  ),
};

const charts: WorkloadRule = {
  id: "IMG-02",
  source: "D3",
  must: "A chart has an exact version.",
  otherwise: "The next apply installs another one.",
  severity: ERROR,
  check: each(({ charts: used }) =>
    used.flatMap(({ name, version }) =>
      when(version === undefined || (!isLater(version) && !EXACT_VERSION.test(version)), () => ({
        option: "chart.version",
        value: version,
        why: `chart ${name} is whatever fits it best when it is applied`,
        fix: 'pin it, as "1.2.3"',
      })),
    ),
  ),
};

const digest: WorkloadRule = {
  id: "IMG-03",
  source: "D3",
  must: "In production an image is named by its digest.",
  otherwise: "Whoever may push to the registry changes what runs.",
  severity: WARNING_IN_PROD,
  check: each(({ image: { reference } }) => {
    const parts = imageReference(reference);
    return when(
      !isLater(reference) && faultsOf(reference).length === 0 && parts !== undefined && parts.digest === undefined,
      () => ({
        option: "image.reference",
        value: reference,
        why: "a tag can be pushed again, and another image runs under the same name",
        fix: "add @sha256:<digest>",
      }),
    );
  }),
};

const shellForm: WorkloadRule = {
  id: "IMG-04",
  source: "U9",
  must: "The program is started by itself, without a shell before it.",
  otherwise: "The shell gets SIGTERM, and the program goes on until it is killed.",
  severity: ERROR,
  check: each(({ command = [] }) => {
    const at = command.findIndex((word) => !INIT.test(word) && !word.startsWith("-"));
    const [program = "", ...rest] = command.slice(Math.max(0, at));
    const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script = rest[flag + 1] ?? "";
    const isShell = SHELL.test(program) && flag >= 0 && !/(^|[;&|\n]\s*)exec\s/.test(script);
    const fix = 'write the program and its arguments one by one, as ["python", "main.py"]';
    return [
      ...when(isShell, () => ({
        option: "command",
        // without the script: it may hold anything
        value: [program, rest[flag]].join(" "),
        why: "it runs under a shell, which does not pass SIGTERM on, so calls are cut",
        fix: `${fix}, or begin the script with exec`,
      })),
      ...when(command.length === 1 && /\S\s+\S/.test(program), () => ({
        option: "command",
        value: `${program.trim().split(/\s/)[0] ?? ""} ...`,
        why: "it is one text, so the container looks for a program of this whole name, or an image starts it by a shell",
        fix,
      })),
    ];
  }),
};

/** The rules of images. */
export const imageRules: readonly WorkloadRule[] = [floating, charts, digest, shellForm];
