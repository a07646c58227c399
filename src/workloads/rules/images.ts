// IMG: what runs tomorrow is what was tried today, and it hears the signals that are sent to it.
import { type Fault, imageFaults, imageReference } from "../../kubernetes/index.js";
import { ERROR, WARNING_IN_PROD } from "../../rules/index.js";
import { isLater } from "../later.js";
import { containersOf } from "./containers.js";
import { each, when, type WorkloadRule } from "./rule.js";

const SHELL = /(^|\/)(ba|da|a|z|k)?sh$/;
/** The shell becomes the program; alone, with a redirection, it does not. */
const EXEC = /(^|[;&|\n]\s*)\s*exec\s+(?!\d*[<>])/;
/** Programs that start another one and pass signals on to it: to a shell, too, which ends by them and takes the program with it. */
const INIT = /(^|\/)(tini|tini-static|dumb-init|catatonit|busybox)$/;
const INIT_VALUES = /^-[per]$/;
const ENV = /(^|\/)env$/;
const ENV_VALUES = /^(-u|-C|--unset|--chdir)$/;
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
  check: each((workload) =>
    containersOf(workload).flatMap(({ imageOption, image: { reference } }) =>
      faultsOf(reference).map(({ why, fix }) => ({ option: imageOption, value: reference, why, fix })),
    ),
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
  check: each((workload) =>
    containersOf(workload).flatMap(({ imageOption, image: { reference } }) => {
      const parts = imageReference(reference);
      return when(
        !isLater(reference) && faultsOf(reference).length === 0 && parts !== undefined && parts.digest === undefined,
        () => ({
          option: imageOption,
          value: reference,
          why: "a tag can be pushed again, and another image runs under the same name",
          fix: "add @sha256:<digest>",
        }),
      );
    }),
  ),
};

/** The program that is started in the end, with its arguments: behind programs that start another one, their options and settings. */
function startedBy(command: readonly string[]): readonly string[] {
  const [program = "", ...rest] = command;
  if (INIT.test(program)) return startedBy(behindOptions(rest, INIT_VALUES));
  if (!ENV.test(program)) return command;
  const words = behindOptions(rest, ENV_VALUES);
  const setting = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return setting < 0 ? [] : startedBy(words.slice(setting));
}

/** Behind options, each with its value, and `--`; what `env -S` splits is words. */
function behindOptions(words: readonly string[], withValue: RegExp): readonly string[] {
  const [word = "", next = "", ...rest] = words;
  if (word === "--") return words.slice(1);
  const split = /^(?:-\w*S|--split-string=?)(.*)$/s.exec(word)?.[1];
  if (split === "") return behindOptions([...next.split(/\s+/), ...rest], withValue);
  if (split !== undefined) return behindOptions([...split.split(/\s+/), ...words.slice(1)], withValue);
  if (!word.startsWith("-")) return words;
  return behindOptions(withValue.test(word) ? rest : words.slice(1), withValue);
}

const shellForm: WorkloadRule = {
  id: "IMG-04",
  source: "U9",
  must: "The program is started by itself, without a shell before it.",
  otherwise: "The shell gets SIGTERM, and the program goes on until it is killed.",
  severity: ERROR,
  check: each((workload) =>
    containersOf(workload).flatMap(({ at, command = [], runsOn }) => {
      if (!runsOn) return []; // it ends by itself
      const [program = "", ...rest] = startedBy(command);
      const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
      const script = rest[flag + 1] ?? "";
      const isShell = SHELL.test(program) && flag >= 0 && !EXEC.test(script);
      const fix = 'write the program and its arguments one by one, as ["python", "main.py"]';
      return [
        ...when(isShell, () => ({
          option: `${at}command`,
          // without the script: it may hold anything
          value: [program, rest[flag]].join(" "),
          why: "it runs under a shell, which does not pass SIGTERM on, so calls are cut",
          fix: `${fix}, or begin the script with exec`,
        })),
        ...when(command.length === 1 && /\S\s+\S/.test(program), () => ({
          option: `${at}command`,
          value: `${program.trim().split(/\s/)[0] ?? ""} ...`,
          why: "it is one text, so the container looks for a program of this whole name, or an image starts it by a shell",
          fix,
        })),
      ];
    }),
  ),
};

/** The rules of images. */
export const imageRules: readonly WorkloadRule[] = [floating, charts, digest, shellForm];
