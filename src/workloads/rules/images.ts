// IMG: what runs tomorrow is what was tried today, and it hears the signals that are sent to it.
import { imageFaults, imageReference } from "../../kubernetes/index.js";
import { Token } from "../core.js";
import { ERROR, WARNING_IN_PROD } from "../../rules/index.js";
import { each, when, type WorkloadRule } from "./rule.js";

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;

const floating: WorkloadRule = {
  id: "IMG-01",
  source: "D3",
  must: "An image has an exact tag, or a digest.",
  otherwise: "A pod that starts tomorrow runs what nobody tried.",
  severity: ERROR,
  // what is known only when it is applied can't be judged
  check: each(({ image: { reference } }) =>
    (Token.isUnresolved(reference) ? [] : imageFaults("", reference)).map(({ why, fix }) => ({
      option: "image.reference",
      value: reference,
      why,
      fix,
    })),
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
      when(version === undefined || !/^v?\d+\.\d+\.\d+/.test(version), () => ({
        option: "chart.version",
        value: version,
        why: `chart ${name} is whatever is newest when it is applied`,
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
    return when(parts !== undefined && parts.digest === undefined && parts.tag !== undefined, () => ({
      option: "image.reference",
      value: reference,
      why: "a tag can be pushed again, and another image runs under the same name",
      fix: "add @sha256:<digest>",
    }));
  }),
};

const shellForm: WorkloadRule = {
  id: "IMG-04",
  source: "U9",
  must: "The program is started by itself, without a shell before it.",
  otherwise: "The shell gets SIGTERM, and the program goes on until it is killed.",
  severity: ERROR,
  check: each(({ command }) => {
    const [program = "", flag = "", script = ""] = command ?? [];
    const isShell = SHELL.test(program) && /^-[a-z]*c/.test(flag) && !/(^|[;&|]\s*)exec\s/.test(script);
    const isText = command?.length === 1 && /\s/.test(program);
    return when(isShell || isText, () => ({
      option: "command",
      value: command?.join(" "),
      why: "it runs under a shell, which does not pass SIGTERM on, so calls are cut",
      fix: 'write the program and its arguments one by one, as ["python", "main.py"], or begin the script with exec',
    }));
  }),
};

/** The rules of images. */
export const imageRules: readonly WorkloadRule[] = [floating, charts, digest, shellForm];
