// What one generated file says, each thing with its line, and how long texts and secrets in it are dealt with.
import { secretIn } from "../../../rules/index.js";
import { isSecretByName } from "../../rules/secrets.js";
import type { GeneratedFault } from "../description.js";

/** Which file. */
export type FileKind = "dockerfile" | "compose" | "kubernetes";

/** Something that a file says, and where. */
export interface Said<T> {
  readonly value: T;
  /** Counted from 1. */
  readonly line: number;
}

/** What a file says. */
export interface FileFacts {
  readonly image?: Said<string>;
  readonly command?: Said<readonly string[]>;
  readonly port?: Said<number>;
  readonly healthPath?: Said<string>;
  readonly user?: Said<string>;
  readonly gracePeriodSeconds?: Said<number>;
  readonly preStop?: Said<{ readonly seconds: number | undefined; readonly shell: boolean }>;
  readonly replicas?: Said<number>;
  readonly resources?: Said<{
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  }>;
  readonly hasSecurityContext?: boolean;
  /** Kinds of objects in the file. */
  readonly kinds?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Lines of variables. */
  readonly environmentLines: Readonly<Record<string, number>>;
  readonly faults: readonly GeneratedFault[];
}

/** What a file says that is not there. */
export const NO_FACTS: FileFacts = { environment: {}, environmentLines: {}, faults: [] };

/** Generated files have a few kilobytes; more is something else. */
const MOST_CHARS = 262_144;
const MOST_SHOWN_CHARS = 60;

/** A variable of who runs it, with nothing or a complaint where it is not set: `${KEY:-}`, `${KEY:?is missing}`. */
const ELSEWHERE = /^\$\{\w+(:?-|:?\?[^}]*)\}$/;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What is wrong with a text before anybody reads it. */
export function textFaults(file: FileKind, text: string): readonly GeneratedFault[] {
  if (text.length > MOST_CHARS) {
    const why = `it has ${text.length} characters, and what is generated has a few thousand`;
    return [{ file, line: 1, why, fix: "give the file that agentflow build wrote" }];
  }
  const at = CONTROL.exec(text)?.index;
  if (at === undefined) return [];
  const line = text.slice(0, at).split("\n").length;
  return [{ file, line, why: "it has control characters, so it is no text", fix: "give the file as UTF-8 text" }];
}

/** A piece of a file as it may be shown: short, in one line, without secrets. */
export function shown(text: string): string {
  if (secretIn(text) !== undefined) return "[hidden]";
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MOST_SHOWN_CHARS ? `${line.slice(0, MOST_SHOWN_CHARS)}...` : line;
}

/** Variables of a file, with secrets left out, and their faults. */
export function environmentFacts(
  file: FileKind,
  variables: readonly (readonly [name: string, value: string, line: number])[],
): Pick<FileFacts, "environment" | "environmentLines" | "faults"> {
  const isSecret = (name: string, value: string): boolean =>
    !ELSEWHERE.test(value) && (secretIn(value) !== undefined || isSecretByName(name, value));
  return {
    environment: Object.fromEntries(
      variables.map(([name, value]) => [name, isSecret(name, value) ? "[hidden]" : value]),
    ),
    environmentLines: Object.fromEntries(variables.map(([name, , line]) => [name, line])),
    faults: variables
      .filter(([name, value]) => isSecret(name, value))
      .map(([name, , line]) => ({
        file,
        line,
        value: name,
        why: "it is a secret as text, which everybody has who has the file or the image",
        fix: "take it out, renew it, and give it under secrets",
      })),
  };
}
