import { inspect } from "node:util";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { type AgynStack, Organization, Runner, SecretReference, Team } from "../../src/constructs/index";
import { messageOf, resource, synthStack } from "./support";

const synthBare = (build: (stack: AgynStack) => void) => synthStack(build, {});

describe("Organization", () => {
  it("is made with the platform's credential and without a slug by default", () => {
    const stack = synthBare((scope) => new Organization(scope, "acme", { name: "Acme" }));

    expect(resource(stack, "agyn_organization")).toEqual({ name: "Acme", provider: "agyn" });
  });

  it("is made with a team's credential when given", () => {
    const team = Team.of("ml", { organization: "acme-ml" });

    const stack = synthBare((scope) => {
      new Organization(scope, "acme", { name: "Acme ML", slug: "acme-ml", provider: team.provider(scope) });
    });

    expect(resource(stack, "agyn_organization")).toEqual({ name: "Acme ML", slug: "acme-ml", provider: "agyn.ml" });
  });

  it("is found by its slug", () => {
    const stack = synthBare((scope) => {
      const acme = Organization.fromSlug(scope, "acme", "acme-ml");
      new Runner(scope, "runner", { name: "r", organization: acme });
    });

    const [[address, lookUp] = []] = Object.entries(stack.data?.agyn_organization ?? {});
    expect(lookUp).toMatchObject({ slug: "acme-ml", provider: "agyn" });
    expect(resource(stack, "agyn_runner").organization_id).toBe(`\${data.agyn_organization.${address}.id}`);
  });

  it("fails when name and slug are wrong, with both", () => {
    const build = () => synthBare((scope) => new Organization(scope, "acme", { name: " Acme", slug: "Acme!" }));

    expect(messageOf(build)).toBe(
      [
        "test/acme: 2 problems",
        '  name = " Acme": a name may not be blank or padded. Fix: trim it.',
        '  slug = "Acme!": a slug is lower-case letters, digits and inner hyphens, at most 63 characters. Fix: use the slug shown ' +
          "by the platform.",
      ].join("\n"),
    );
  });
});

describe("Runner", () => {
  it("leaves out what is not given: the whole cluster, no labels, capabilities as reported", () => {
    const stack = synthBare((scope) => new Runner(scope, "runner", { name: "r" }));

    expect(resource(stack, "agyn_runner")).toEqual({ name: "r", provider: "agyn" });
  });

  it("takes capabilities as a set", () => {
    const stack = synthBare(
      (scope) => new Runner(scope, "runner", { name: "r", capabilities: ["gpu", "docker", "gpu"] }),
    );

    expect(resource(stack, "agyn_runner").capabilities).toEqual(["docker", "gpu"]);
  });

  it("is found by name, within an organization when given", () => {
    const stack = synthBare((scope) => {
      const organization = Organization.fromOrganizationId("org-id");
      const found = Runner.fromRunnerName(scope, "runner", "r", { organization });
      new TerraformOutput(scope, "status", { value: found.status });
    });

    expect(Object.values(stack.data?.agyn_runner ?? {})).toMatchObject([{ name: "r", organization_id: "org-id" }]);
  });

  it.each([
    ["a blank name", { name: "" }, 'name = "": a name may not be blank or padded. Fix: trim it.'],
    [
      "a blank capability",
      { name: "r", capabilities: [" "] },
      'capabilities[0] = " ": a capability may not be blank. Fix: remove it.',
    ],
    [
      "a label key that is none",
      { name: "r", labels: { "a b": "c" } },
      'labels["a b"] = "a b": the label key is not [prefix/]name with at most 63 characters. Fix: respell the key.',
    ],
  ])("fails when given %s", (_name, props, line) => {
    expect(messageOf(() => synthBare((scope) => new Runner(scope, "runner", props)))).toBe(
      `test/runner: 1 problem\n  ${line}`,
    );
  });
});

describe("SecretReference", () => {
  const secretOf = () => {
    const found: { secret?: SecretReference } = {};
    synthBare((scope) => {
      found.secret = new Runner(scope, "runner", { name: "r" }).serviceToken;
    });
    return found.secret;
  };

  it("shows a placeholder wherever text is made of it", () => {
    const secret = secretOf();

    expect(`${String(secret)} ${JSON.stringify({ secret })}`).toBe('[secret] {"secret":"[secret]"}');
    expect(inspect(secret, { showHidden: true, depth: 5 })).not.toMatch(/TfToken|service_token/);
  });

  it("takes a variable that is marked sensitive", () => {
    const stack = synthBare((scope) => {
      const variable = new TerraformVariable(scope, "token", { type: "string", sensitive: true });
      const secret = SecretReference.fromVariable(variable);
      new TerraformOutput(scope, "token-again", { value: secret.expression(), sensitive: true, staticId: true });
    });

    expect(stack.output).toEqual({ "token-again": { sensitive: true, value: "${var.token}" } });
  });

  it("fails when the variable is not marked sensitive", () => {
    const build = () => synthBare((scope) => SecretReference.fromVariable(new TerraformVariable(scope, "token", {})));

    expect(messageOf(build)).toBe("test/token: the variable holds a secret and must be declared with sensitive: true.");
  });
});

describe("SecretReference of a variable", () => {
  it("fails when the variable has a default, which is written to the synthesized JSON", () => {
    const build = () =>
      synthBare((scope) =>
        SecretReference.fromVariable(new TerraformVariable(scope, "token", { sensitive: true, default: "s3cret" })),
      );

    expect(messageOf(build)).toBe(
      "test/token: the variable holds a secret, and its default would be written to cdk.tf.json: leave the default out.",
    );
  });
});

describe("Team", () => {
  it("fails when its name can't be an alias or its slug no slug, with both", () => {
    const team = Team.of("2nd", { organization: "Acme" });

    expect(messageOf(() => synthBare((scope) => team.provider(scope)))).toBe(
      [
        "test: 2 problems",
        '  team.name = "2nd": a team name is lower-case letters, digits and inner hyphens and starts with a letter. Fix: respell it.',
        '  team.organization = "Acme": a slug is lower-case letters, digits and inner hyphens, at most 63 characters. Fix: use the ' +
          "slug shown by the platform.",
      ].join("\n"),
    );
  });
});
