// The Dockerfile of `agentflow build`, and any that somebody made of it.
//
// Source: Dockerfile reference.
import { environmentFacts, type FileFacts, type Said, shown, textFaults } from "./file.js";
import type { GeneratedFault } from "../description.js";
import { type Instruction, instructionsOf, lastImage, replaced, variablesOf } from "./instructions.js";

const FILE = "dockerfile";

/** Reads a Dockerfile. */
export function readDockerfile(text: string): FileFacts {
  const unreadable = textFaults(FILE, text);
  if (unreadable.length > 0) return { environment: {}, environmentLines: {}, faults: unreadable };
  const { instructions, faults } = instructionsOf(text.replace(/^\uFEFF/, ""));
  if (!instructions.some(({ name }) => name === "FROM")) {
    const why = "it has no FROM, so it is no Dockerfile";
    const fault = { file: FILE, line: 1, why, fix: "give the Dockerfile" };
    return { environment: {}, environmentLines: {}, faults: [...faults, fault] };
  }
  const { image, line, instructions: own } = lastImage(instructions);
  const last = (name: string): Instruction | undefined => own.filter((one) => one.name === name).at(-1);
  const isVariable = ({ name }: Instruction): boolean => name === "ENV" || name === "ARG";
  const environment = environmentFacts(FILE, own.filter(isVariable).flatMap(variablesOf));
  // what an earlier stage has is not in the image, but everybody has it who has the file
  const { faults: secrets } = environmentFacts(FILE, instructions.filter(isVariable).flatMap(variablesOf));
  const command = commandOf(last("ENTRYPOINT"), last("CMD"));
  const port = portOf(last("EXPOSE"), environment.environment);
  const health = last("HEALTHCHECK");
  const path = /https?:\/\/[^\s/"']+(\/[^\s"'|;]*)/.exec(health?.rest ?? "")?.[1];
  const user = last("USER");
  return {
    ...environment,
    image: { value: image, line },
    ...(command.said === undefined ? {} : { command: command.said }),
    ...(port.said === undefined ? {} : { port: port.said }),
    ...(path === undefined || health === undefined ? {} : { healthPath: { value: path, line: health.line } }),
    ...(user === undefined
      ? {}
      : { user: { value: replaced(user.rest, environment.environment).split(":")[0] ?? "", line: user.line } }),
    faults: [...faults, ...command.faults, ...port.faults, ...secrets],
  };
}

function commandOf(entrypoint: Instruction | undefined, command: Instruction | undefined) {
  // a stage that has an ENTRYPOINT of its own leaves the CMD of the stage before
  const own = entrypoint !== undefined && command !== undefined && command.stage < entrypoint.stage ? [] : [command];
  const read = [entrypoint, ...own].filter((one) => one !== undefined).map(wordsOf);
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

function portOf(
  expose: Instruction | undefined,
  variables: Readonly<Record<string, string>>,
): { said?: Said<number>; faults: readonly GeneratedFault[] } {
  if (expose === undefined) return { faults: [] };
  const { rest, line } = expose;
  const port = Number(/^(\d+)(\/tcp)?$/i.exec(replaced(rest, variables))?.[1]);
  if (port >= 1 && port <= 65_535) return { said: { value: port, line }, faults: [] };
  const why = "it is not one port from 1 to 65535";
  return {
    faults: [{ file: FILE, line, value: shown(rest), why, fix: "write the port of the server, as EXPOSE 8000" }],
  };
}
