// The CI of a new repository: the templates of examples/ci, which the package has with it and whose steps a test runs, put where their
// host looks for them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_FOLDER } from "../package-folder.js";
import type { Ci, InitArguments } from "./options.js";

const TEMPLATES = join(PACKAGE_FOLDER, "examples/ci");
const STEPS = "ci/steps";

/** Where the files of a template's folder go; all others of it go to the steps. */
const PLACES: Readonly<Record<Exclude<Ci, "none">, (file: string) => string>> = {
  github: (file) => (file.endsWith(".yml") ? `.github/workflows/${file}` : `ci/${file}`),
  gitlab: (file) => (file.endsWith(".yml") ? file : `${STEPS}/${file}`),
  atlantis: (file) => (file.endsWith(".yaml") ? `ci/atlantis/${file}` : `${STEPS}/${file}`),
};

/** The line of a workflow that hands over the token of a team's organization. */
const TEAM_LINE = /^( *)TF_VAR_agyn_token_ml: .* # one for each team\n/gm;

/** Files by path; those that end with `.sh` are to be run. */
export function ciFiles({ ci, teams }: Pick<InitArguments, "ci" | "teams">): Readonly<Record<string, string>> {
  if (ci === "none") return {};
  const place = PLACES[ci];
  const own = filesOf(ci).map(([file, text]) => [place(file), withTeams(text, teams)]);
  return Object.fromEntries([...own, ...filesOf("steps").map(([file, text]) => [`${STEPS}/${file}`, text])]) as Record<
    string,
    string
  >;
}

function filesOf(folder: string): readonly (readonly [string, string])[] {
  const path = join(TEMPLATES, folder);
  return readdirSync(path)
    .sort()
    .map((file) => [file, readFileSync(join(path, file), "utf8")]);
}

function withTeams(text: string, teams: readonly string[]): string {
  return text.replace(TEAM_LINE, (_, indent: string) =>
    teams
      .map((team) => team.replaceAll("-", "_"))
      .map((team) => `${indent}TF_VAR_agyn_token_${team}: \${{ secrets.AGYN_TOKEN_${team.toUpperCase()} }}\n`)
      .join(""),
  );
}
