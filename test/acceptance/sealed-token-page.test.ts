// The page about sealed tokens, done as it says, and the token it seals opened by age itself: by the `age` on PATH, or by the one that
// AGE_BINARY names, with its age-keygen beside it. Where there is neither, a stand-in runs the page's commands.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { follow, pageSteps } from "../support/page";
import { has } from "../support/terraform-versions";
import { Workspace } from "../support/workspace";

const PAGE = readFileSync(resolve(__dirname, "../../docs/guides/sealed-service-tokens.md"), "utf8");
const ADDRESS = "agyn_runner.ml";
const STAND_IN = require.resolve("../support/age-stand-in.mjs");

interface Age {
  readonly age: string;
  readonly keygen: string;
}

/** A real age, when there is one. */
function findAge(): Age | undefined {
  const named = process.env["AGE_BINARY"] ?? "";
  const found = named === "" ? { age: "age", keygen: "age-keygen" } : byPath(resolve(named));
  const starts = [found.age, found.keygen].every((path) => spawnSync(path, ["--version"]).status === 0);
  if (named !== "" && !starts) throw new Error(`AGE_BINARY is ${named}: it or age-keygen beside it does not start`);
  return starts ? found : undefined;
}

const byPath = (path: string): Age => ({ age: path, keygen: join(dirname(path), "age-keygen") });

/** `age-keygen -pq` came with age 1.3. */
function makesPostQuantumKeys({ keygen }: Age): boolean {
  return execFileSync(keygen, ["-pq"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).includes("age1pq1");
}

const AGE = findAge();
const PROGRAMS: Readonly<Record<string, string>> = AGE
  ? { age: `exec "${AGE.age}" "$@"`, "age-keygen": `exec "${AGE.keygen}" "$@"` }
  : Object.fromEntries(
      ["age", "age-keygen"].map((name) => [name, `exec "${process.execPath}" "${STAND_IN}" ${name} "$@"`]),
    );

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.dispose());

/** Does what the page says. @param keygenOption of age-keygen */
async function followPage(keygenOption = ""): Promise<number> {
  const page = PAGE
    // every pair is another one
    .replace(/^Public key: age1\w+$/m, "Public key: age1")
    .replace("age-keygen -o", `age-keygen ${keygenOption} -o`);
  return await follow(pageSteps(page), {
    folder: workspace.directory,
    terraform: workspace.binary,
    env: workspace.environment,
    programs: PROGRAMS,
  });
}

const opened = (privateKeyFile: string, sealed: unknown, { age }: Age): string =>
  execFileSync(age, ["-d", "-i", join(workspace.directory, privateKeyFile)], {
    input: String(sealed),
    encoding: "utf8",
  });

(has("writeOnly") ? describe : describe.skip)("the page about sealed tokens", () => {
  it("works as it says, and leaves no clear token in state", async () => {
    expect(await followPage()).toBeGreaterThanOrEqual(8);

    const { service_token: token, encrypted_service_token: sealed } = await workspace.state(ADDRESS);
    expect(token).toBeNull();
    expect(sealed).toContain("BEGIN AGE ENCRYPTED FILE");
  });
});

const needsAge = (title: string): string =>
  AGE ? title : `${title} (there is no age on PATH, and AGE_BINARY names none)`;

(AGE ? describe : describe.skip)(needsAge("a real age"), () => {
  const kinds = [
    ["of age-keygen", "", true],
    ["of age-keygen -pq", "-pq", AGE !== undefined && makesPostQuantumKeys(AGE)],
  ] as const;

  for (const [kind, option, isMade] of kinds) {
    (isMade && has("writeOnly") ? it : it.skip)(`makes keys that seal, and opens what is sealed: ${kind}`, async () => {
      await followPage(option);

      const { encrypted_service_token: sealed, id } = await workspace.state(ADDRESS);
      const token = opened("runner-key.txt", sealed, AGE as Age);
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      await workspace.client().runners.enroll(token);
      expect((await workspace.client().runners.get(String(id))).status).toBe("enrolled");
    });
  }
});
