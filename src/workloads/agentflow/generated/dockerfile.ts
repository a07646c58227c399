// A Dockerfile as `agentflow build` writes it: the instructions of its last stage. What nobody generates, like here-documents or another
// escape character, is refused with its line, not guessed.
//
// Source: Dockerfile reference (instructions, continuation lines, comments, ONBUILD and here-documents).
import type { GeneratedFault } from "../description.js";
import { environmentFacts, type FileFacts, type Said, shown, textFaults } from "./file.js";

const FILE = "dockerfile";
const INSTRUCTIONS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

interface Instruction {
  readonly name: string;
  readonly rest: string;
  readonly line: number;
}

/** Reads a Dockerfile. */
export function readDockerfile(text: string): FileFacts {
  const unreadable = textFaults(FILE, text);
  if (unreadable.length > 0) return { environment: {}, environmentLines: {}, faults: unreadable };
  const { instructions, faults } = instructionsOf(text.replace(/^\uFEFF/, ""));
  const from = instructions.filter(({ name }) => name === "FROM").at(-1);
  if (from === undefined) {
    const why = "it has no FROM, so it is no Dockerfile";
    return {
      environment: {},
      environmentLines: {},
      faults: [...faults, { file: FILE, line: 1, why, fix: "give the Dockerfile" }],
    };
  }
  const stage = instructions.slice(instructions.indexOf(from));
  const last = (name: string): Instruction | undefined => stage.filter((one) => one.name === name).at(-1);
  const command = commandOf(last("ENTRYPOINT"), last("CMD"));
  const port = portOf(last("EXPOSE"));
  const variables = stage.filter(({ name }) => name === "ENV" || name === "ARG").flatMap(variablesOf);
  const environment = environmentFacts(FILE, variables);
  const health = last("HEALTHCHECK");
  const path = /https?:\/\/[^\s/"']+(\/[^\s"'|;]*)/.exec(health?.rest ?? "")?.[1];
  const user = last("USER");
  return {
    ...environment,
    image: { value: from.rest.replace(/^--\S+\s+/, "").split(/\s+/)[0] ?? "", line: from.line },
    ...(command.said === undefined ? {} : { command: command.said }),
    ...(port.said === undefined ? {} : { port: port.said }),
    ...(path === undefined || health === undefined ? {} : { healthPath: { value: path, line: health.line } }),
    ...(user === undefined ? {} : { user: { value: user.rest.split(":")[0] ?? "", line: user.line } }),
    faults: [...faults, ...command.faults, ...port.faults, ...environment.faults],
  };
}

function instructionsOf(text: string): { instructions: readonly Instruction[]; faults: readonly GeneratedFault[] } {
  const instructions: Instruction[] = [];
  const faults: GeneratedFault[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let statement = (lines[index] ?? "").trim();
    if (/^#\s*escape\s*=/i.test(statement)) {
      faults.push({
        file: FILE,
        line,
        value: shown(statement),
        why: "with another escape character its lines mean something else",
        fix: "take it out",
      });
    }
    if (statement === "" || statement.startsWith("#")) continue;
    while (statement.endsWith("\\") && index + 1 < lines.length) {
      index++;
      const next = (lines[index] ?? "").trim();
      // comments and empty lines within an instruction count for nothing
      statement = next === "" || next.startsWith("#") ? statement : `${statement.slice(0, -1).trimEnd()} ${next}`;
    }
    const [, name = "", rest = ""] = /^([A-Za-z]+)\s*([\s\S]*)$/.exec(statement) ?? [];
    if (!INSTRUCTIONS.has(name.toUpperCase())) {
      const why = "it begins with no instruction of a Dockerfile";
      faults.push({ file: FILE, line, value: shown(statement), why, fix: "give the file that agentflow build wrote" });
      return { instructions, faults };
    }
    if (/<<-?\s*["']?\w/.test(rest) && /^(RUN|COPY|ADD)$/i.test(name)) {
      const why = "it has a here-document, whose lines can't be told from instructions";
      faults.push({ file: FILE, line, value: shown(statement), why, fix: "write it as one command, or a file" });
      return { instructions, faults };
    }
    instructions.push({ name: name.toUpperCase(), rest: rest.trim(), line });
  }
  return { instructions, faults };
}

function commandOf(entrypoint: Instruction | undefined, command: Instruction | undefined) {
  const read = [entrypoint, command].filter((one) => one !== undefined).map(wordsOf);
  const [first] = read;
  const faults = read.flatMap((one) => one.faults);
  // a CMD after an ENTRYPOINT in shell form is not used
  const said: Said<readonly string[]> | undefined =
    first === undefined
      ? undefined
      : { value: first.isShell ? first.words : read.flatMap(({ words }) => words), line: first.line };
  return { said, faults };
}

function wordsOf({ name, rest, line }: Instruction) {
  if (!rest.startsWith("[")) return { words: [rest], isShell: true, line, faults: [] };
  try {
    const words: unknown = JSON.parse(rest);
    if (Array.isArray(words) && words.every((word) => typeof word === "string")) {
      return { words, isShell: false, line, faults: [] };
    }
  } catch {
    // said below
  }
  const why = `it is no list of texts, so Docker runs it by a shell, which keeps SIGTERM from the program`;
  const fix = `write it as ${name} ["gunicorn", "..."], with double quotes`;
  return { words: [rest], isShell: true, line, faults: [{ file: FILE, line, value: shown(rest), why, fix }] };
}

function portOf(expose: Instruction | undefined): { said?: Said<number>; faults: readonly GeneratedFault[] } {
  if (expose === undefined) return { faults: [] };
  const { rest, line } = expose;
  const port = Number(/^(\d+)(\/tcp)?$/i.exec(rest)?.[1]);
  if (port >= 1 && port <= 65_535) return { said: { value: port, line }, faults: [] };
  const why = "it is not one port from 1 to 65535";
  return {
    faults: [{ file: FILE, line, value: shown(rest), why, fix: "write the port of the server, as EXPOSE 8000" }],
  };
}

function variablesOf({ name, rest, line }: Instruction): readonly (readonly [string, string, number])[] {
  const pairs = [...rest.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)];
  if (pairs.length > 0) {
    return pairs.map(([, key = "", value = ""]) => [key, value.replace(/^["']|["']$/g, ""), line] as const);
  }
  const [key = "", ...value] = rest.split(/\s+/);
  return name === "ENV" && value.length > 0 ? [[key, value.join(" "), line]] : [];
}
