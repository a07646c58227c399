// `cdktf-agyn add` as a user runs it, from the sources.
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runAdd } from "../../src/cli/add";
import { describeChange } from "../../src/cli/add/describe";
import { readAddArguments } from "../../src/cli/add/options";
import { assertFleet, checkFleetYaml } from "../../src/fleet/index";

const ROOT = resolve(__dirname, "../..");
const ACME = readFileSync(join(ROOT, "examples/acme-fleet/fleet.yaml"), "utf8");
const TOKEN = "0123456789abcdef".repeat(4);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "add-"));
  writeFileSync(join(folder, "fleet.yaml"), ACME);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** In this process: loading the core of CDKTF anew for each of them takes longer than all else. */
async function add(...args: string[]) {
  const cwd = process.cwd();
  let stdout = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  process.chdir(folder);
  try {
    const status = await runAdd(args);
    return { status, stdout, stderr: "" };
  } catch (error) {
    return { status: 1, stdout, stderr: (error as Error).message };
  } finally {
    process.chdir(cwd);
    write.mockRestore();
  }
}
const written = (): string => readFileSync(join(folder, "fleet.yaml"), "utf8");

describe("cdktf-agyn add", () => {
  it("copies a region, and says which pools, runners and stack come to be", async () => {
    const { status, stdout } = await add(
      "region",
      "ap-south-1",
      "--like",
      "eu-west-1",
      "--capacity",
      "standard=4x16x64Gi",
    );

    expect(status).toBe(0);
    const lines = stdout.split("\n");
    expect(lines.slice(0, 7)).toEqual([
      "regions.ap-south-1 is added to fleet.yaml.",
      "3 pools with 3 runners come to be: ap-south-1/ml-standard, ap-south-1/shared, ap-south-1/web-standard.",
      "",
      "Changes, nothing found. 30 objects are created; no rule finds anything.",
      "Objects: 30 created; 77 unchanged",
      expect.stringMatching(/^Fleet: runners 8 → 11/),
      "",
    ]);
    expect(lines).toEqual(
      expect.arrayContaining(["- ap-south-1: 30 created; new stack; no plan: compared as synthesized"]),
    );
    expect(lines.slice(-3)).toEqual([
      "An apply needs the context acme-ap-south-1 in the kubeconfig.",
      "Next: synthesize, and look at the plan.",
      "",
    ]);
    const added = `  ap-south-1:
    cluster: { context: acme-ap-south-1 }
    gateway: { viaTlsProxy: gateway.acme.example }
    storageClass: gp3
    capacity: { standard: { nodes: 4, cpu: "16", memory: 64Gi } }
`;
    expect(written()).toBe(ACME.replace("\nteams:", `${added}\nteams:`));
    expect(readdirSync(folder)).toEqual(["fleet.yaml"]);
  });

  it("shows every new finding of the rules, and writes nothing where one is an error", async () => {
    const { status, stdout } = await add(
      "pool",
      "bad",
      "--region",
      "nowhere",
      "--tier",
      "hugee",
      "--labels",
      `note=${TOKEN}`,
    );

    expect(status).toBe(2);
    expect(stdout).toContain('pools.bad.region = "nowhere" (fleet.yaml:35:5)');
    expect(stdout).toContain('pools.bad.tier = "hugee"');
    expect(stdout).toContain("error fleet/secret-literal");
    expect(stdout).toContain("pools.bad is not added; fleet.yaml is as it was.\n");
    expect(stdout).not.toContain(TOKEN.slice(0, 16));
    expect(written()).toBe(ACME);
  });

  it.each([
    ["refused", ["region", "a\u001b[31m", "--cluster-context", "x"]],
    ["not there", ["region", "a\u001b[31m", "--cluster-context", "x", "--file", "none.yaml"]],
  ])("shows no name as a terminal's command: %s", async (_what, args) => {
    const { stdout, stderr } = await add(...args);

    expect(stdout + stderr).toMatch(/\\u(?:001b|\{1b\})\[31m/);
    expect(stdout + stderr).not.toContain("\u001b");
  });

  it("shows warnings that come with the entry, and those only", async () => {
    const { status, stdout } = await add("team", "research", "--organization", "acme-research");

    expect(status).toBe(0);
    expect(stdout.match(/^ {2}warning /gm)).toHaveLength(1);
    expect(stdout).toMatch(/^- organizations: .* created; no plan/m);
    expect(written()).toContain("  research: { organization: acme-research }\n\ntiers:");
  });

  it("writes nothing with --dry-run, and says what would be", async () => {
    const { status, stdout } = await add(
      "pool",
      "big",
      "--regions",
      "all",
      "--team",
      "ml",
      "--tier",
      "high-memory",
      "--dry-run",
    );

    expect(status).toBe(0);
    expect(stdout).toContain("pools.big would be added to fleet.yaml.\n2 pools with 2 runners come to be: ");
    expect(stdout).toContain("Nothing is written: --dry-run.");
    expect(written()).toBe(ACME);
  });

  it("writes through a link, and keeps the rights of the file", async () => {
    const file = join(folder, "fleet.yaml");
    chmodSync(file, 0o640);
    symlinkSync(file, join(folder, "linked.yaml"));

    expect((await add("team", "ops", "--organization", "acme-ops", "--file", "linked.yaml")).status).toBe(0);
    expect(written()).toContain("  ops: { organization: acme-ops }");
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("fails for a fleet that has errors already, and says that they are older", async () => {
    writeFileSync(join(folder, "fleet.yaml"), ACME.replace("region: us-east-1", "region: us-est-1"));
    const { status, stdout } = await add("team", "ops", "--organization", "acme-ops");

    expect(status).toBe(2);
    expect(stdout).toContain("The file has 2 errors without it: mend that first.");
  });

  it.each<[string[], RegExp]>([
    [["region", "eu-west-1", "--cluster-context", "x"], /regions\.eu-west-1 is in fleet\.yaml already; edit it there/],
    [
      ["region", "ap", "--like", "eu-wst-1"],
      /--like is "eu-wst-1", which is no region of the fleet; did you mean eu-west-1\?/,
    ],
    [
      ["region", "ap", "--cluster-context", "x", "--file", "fleet.ts"],
      /fleet\.ts is not there;.*by hand, under regions:\n {2}ap: \{ cluster: \{ context: "x" \} \},/,
    ],
    [["stack", "ap"], /"stack" can't be added; there is: region, team, pool/],
    [["team", "a", "--organisation", "b"], /Unknown option '--organisation'.*Allowed: NAME, --organization VALUE/],
  ])("with %j fails with exit code 1 and says why", async (args, text) => {
    const { status, stdout, stderr } = await add(...args);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(text);
    expect(written()).toBe(ACME);
  });

  it("copies no context that does not name its region", async () => {
    writeFileSync(join(folder, "fleet.yaml"), ACME.replace("acme-eu-west-1", "europe"));

    expect((await add("region", "ap", "--like", "eu-west-1")).stderr).toContain(
      'the context "europe" of eu-west-1 does not name its region, so that of ap can\'t be told from it; give --cluster-context',
    );
    expect((await add("region", "ap", "--like", "eu-west-1", "--cluster-context", "asia")).status).toBe(0);
    expect(written()).toContain("  ap:\n    cluster: { context: asia }\n");
  });
});

describe("a fleet file that is written otherwise", () => {
  const WINDOWS = ACME.replaceAll("\n", "\r\n");
  const ANCHORS = ACME.replace("teams:\n", "teams: &teams\n").replace(
    "storageClass: gp3\n  eu",
    "storageClass: &class gp3\n  eu",
  );

  it.each<[string, string, string]>([
    ["with line breaks of Windows", WINDOWS, "  ops: { organization: acme-ops }\r\n"],
    ["without a line break at its end", ACME.trimEnd(), "  ops: { organization: acme-ops }\n"],
    ["with anchors", ANCHORS, "  ops: { organization: acme-ops }\n"],
    [
      "in braces",
      ACME.replace(
        /teams:\n.*\n.*\n/,
        "teams: { ml: { organization: acme-ml }, web: { organization: acme-web } } # two\n",
      ),
      ", ops: { organization: acme-ops } } # two",
    ],
  ])(
    "is edited in its own form: %s",
    async (_, text, entry) => {
      writeFileSync(join(folder, "fleet.yaml"), text);

      expect((await add("team", "ops", "--organization", "acme-ops", "--dry-run")).status).toBe(0);
      expect(written()).toBe(text);
      expect((await add("team", "ops", "--organization", "acme-ops")).status).toBe(0);
      expect(written()).toContain(entry);
      expect(written().replace(/ {2}ops: .*\r?\n|, ops: \{ organization: acme-ops \}/, "")).toBe(text);
    },
    30_000,
  );

  it.each<[string, string, RegExp]>([
    ["tabs", ACME.replace("  ml: {", "\tml: {"), /can't be read as a fleet[^]*fleet\.yaml:\d+:\d+/],
    ["nothing", "", /can't be read as a fleet/],
    ["two documents", `${ACME}---\nname: b\n`, /fleet\.yaml/],
    ["an alias that is none", ACME.replace("teams:\n", "teams: *none\n#"), /fleet\.yaml/],
  ])("is left as it is for %s, and the message says why", async (_, text, words) => {
    writeFileSync(join(folder, "fleet.yaml"), text);
    const { status, stdout, stderr } = await add("team", "ops", "--organization", "acme-ops");

    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(words);
    expect(stdout + stderr).not.toMatch(/\n {4}at /);
    expect(written()).toBe(text);
  });
});

describe("the words after add", () => {
  it("are a value of the fleet's schema", () => {
    const words =
      "pool big --regions a,b --teams all --tier t --runners 3 --labels x=1,y=a=b --capabilities docker --capabilities gpu --protect";

    expect(readAddArguments(words.split(" "))?.value).toEqual({
      regions: ["a", "b"],
      teams: "all",
      tier: "t",
      runners: 3,
      labels: { x: "1", y: "a=b" },
      capabilities: ["docker", "gpu"],
      protect: true,
    });
  });

  it.each<[string, object]>([
    ["--gateway in-cluster", { inCluster: true }],
    ["--gateway g.example:8443", { viaTlsProxy: "g.example", port: 8443 }],
    ["--private-gateway 10.0.0.1:80", { privateAddress: "10.0.0.1:80" }],
  ])("%s is a way to the gateway", (option, gateway) => {
    expect(readAddArguments(`region a --cluster-context x ${option}`.split(" "))?.value["gateway"]).toEqual(gateway);
  });

  it("fail with every fault at once, and without a value that may be a secret", () => {
    const words = ["pool", "--region", "a", "--regions", "b", "--runners", "0", "--labels", TOKEN];

    expect(() => readAddArguments(words)).toThrow(
      /name of the pool is missing[^]*--region and --regions exclude[^]*--runners is "0"[^]*--labels has a part that is not KEY=VALUE/,
    );
    expect(() => readAddArguments(words)).not.toThrow(TOKEN);
  });
});

describe("what a change makes of a fleet", () => {
  const side = (text: string) => ({ text, fleet: assertFleet(checkFleetYaml(text)) });
  const described = async (before: string, after: string): Promise<string> =>
    (await describeChange(side(before), side(after), join(folder, "fleet.yaml"))).join("\n");

  it("is the review of it, also of pools that go or change", async () => {
    const after = ACME.replace("runners: 2", "runners: 1").replace(
      "teams: all }",
      "teams: all, except: [{ team: web }] }",
    );
    const text = await described(ACME, after.replace(/ {2}reviewer:[^]*?(?= {2}trainer)/, ""));

    expect(text).toMatch(/^No pool comes to be\.\n\nBlocked\. [^]*Findings, worst first\n/);
    expect(text).toContain("us-east-1/web-standard");
    expect(readdirSync(folder)).toEqual(["fleet.yaml"]);
  });

  it("is left out where it would take long, and for a fleet that had errors", async () => {
    const many = Array.from({ length: 201 }, (_, index) => `  p${index}: { region: us-east-1, team: ml }`).join("\n");
    expect(await described(ACME, ACME.replace("pools:\n", `pools:\n${many}\n`))).toContain(
      "A review of 208 pools takes a while",
    );

    const lines = await describeChange({ text: "regions: 1" }, side(ACME), join(folder, "fleet.yaml"));
    expect(lines).toHaveLength(1);
  });

  it("says why where it can't be made", async () => {
    const after = ACME.replace("runners: 2", "runners: 1");
    const lines = await describeChange(side(ACME), side(after), join(folder, "gone/fleet.yaml"));

    expect(lines).toEqual(["No pool comes to be.", expect.stringMatching(/^It can't be reviewed here: .*ENOENT/)]);
  });
});
