import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GatewayFront } from "../support/gateway-front";
import { itWith } from "../support/terraform-versions";
import { BOB, unwrap, Workspace } from "../support/workspace";

const organization = (body: string): string => `resource "agyn_organization" "acme" {\n  ${body}\n}\n`;

describe("an organization", () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.create({ kept: true });
  });
  afterEach(() => workspace.dispose());

  const state = (): Promise<Readonly<Record<string, unknown>>> => workspace.state("agyn_organization.acme");
  const calls = (method: string): number =>
    workspace.gateway.requests.filter(({ rpc }) => rpc === `OrganizationsGateway/${method}`).length;
  const onPlatform = async (): Promise<Readonly<Record<string, unknown>>> => ({
    ...(await workspace.client().organizations.get(String((await state())["id"]))),
  });

  describe("with sandbox settings", () => {
    const SETTINGS =
      'name = "Acme"\n  sandbox_default_idle_timeout = "45m"\n  sandbox_max_idle_timeout = "12h"\n  sandbox_default_ttl = "1.5h"';

    it("keeps the user's spelling of durations, whatever the platform's", async () => {
      await workspace.apply(organization(SETTINGS));

      expect(await onPlatform()).toMatchObject({ sandboxDefaultIdleTimeout: "45m0s", sandboxDefaultTtl: "1h30m0s" });
      expect(await state()).toMatchObject({
        sandbox_default_idle_timeout: "45m",
        sandbox_max_idle_timeout: "12h",
        sandbox_default_ttl: "1.5h",
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      });
      expect((await workspace.plan()).actions).toEqual({});
    });

    it("takes another spelling for no change, and another duration for one in place", async () => {
      await workspace.apply(organization(SETTINGS));
      await workspace.write(organization(SETTINGS.replace('"45m"', '"2700s"')));
      expect((await workspace.plan()).actions).toEqual({});
      workspace.gateway.clearRequests();

      await workspace.write(organization(SETTINGS.replace('"45m"', '"1h"')));
      expect((await workspace.plan()).actions).toEqual({ "agyn_organization.acme": ["update"] });
      await workspace.apply();

      expect(calls("UpdateOrganization")).toBe(1);
      expect(await onPlatform()).toMatchObject({
        sandboxDefaultIdleTimeout: "1h0m0s",
        sandboxMaxIdleTimeout: "12h0m0s",
      });
      expect((await workspace.plan()).actions).toEqual({});
    });

    it("does not manage what is left out, and puts back what is not", async () => {
      await workspace.apply(organization('name = "Acme"\n  sandbox_default_ttl = "48h"'));
      const id = String((await state())["id"]);
      await workspace.client().organizations.update(id, { sandboxDefaultIdleTimeout: "10m" });
      expect((await workspace.plan()).actions).toEqual({});

      await workspace.client().organizations.update(id, { sandboxDefaultTtl: "1h" });
      expect((await workspace.plan()).actions).toEqual({ "agyn_organization.acme": ["update"] });
    });

    it("is in state when the second call of its creation fails, so that nothing is left behind", async () => {
      workspace.gateway.faults.add("UpdateOrganization:error=internal,times=1");

      const text = await workspace.failingApply(organization(SETTINGS));

      expect(text).toContain("Could not update organization");
      const { id } = await state();
      expect(workspace.gateway.snapshot().organizations).toBe(1);
      await workspace.run("destroy", ["-auto-approve"]);
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(workspace.gateway.snapshot().organizations).toBe(0);
    });

    it("fails on a platform that passes over them", async () => {
      const withoutSandbox = (_method: string, body: string): string =>
        JSON.stringify(JSON.parse(body), (key, value: unknown) => (key.startsWith("sandbox") ? undefined : value));
      const older = await GatewayFront.start(workspace.gateway.url, { rewrite: withoutSandbox });
      try {
        await workspace.write(organization(SETTINGS));
        const { exitCode, stderr } = await workspace.run("apply", ["-auto-approve", "-no-color"], {
          AGYN_API_URL: older.url,
        });

        expect(exitCode).toBe(1);
        expect(unwrap(stderr)).toContain("Error: Platform has no sandbox settings");
        expect(unwrap(stderr)).toContain("sandbox_default_idle_timeout was sent to organization");
      } finally {
        await older.close();
      }
    });

    it.each([
      ["an idle timeout below a minute", 'sandbox_default_idle_timeout = "59s"', "Duration out of bounds", "1m to 24h"],
      ["an idle timeout above a day", 'sandbox_max_idle_timeout = "24h1s"', "Duration out of bounds", "1m to 24h"],
      ["a life above two weeks", 'sandbox_default_ttl = "337h"', "Duration out of bounds", "1ns to 336h"],
      ["no duration", 'sandbox_default_ttl = "2 days"', "Not a duration", 'Found "2 days"'],
      [
        "a default above its maximum",
        'sandbox_default_idle_timeout = "2h"\n  sandbox_max_idle_timeout = "1h"',
        "Default idle timeout above its maximum",
        "Set sandbox_default_idle_timeout to at most 1h",
      ],
      [
        "a maximum below what a new organization gets",
        'sandbox_max_idle_timeout = "10m"',
        "Default idle timeout above its maximum",
        "sandbox_default_idle_timeout is left out and 30m",
      ],
    ])("fails in the plan for %s", async (_name, body, title, detail) => {
      await workspace.write(organization(`name = "Acme"\n  ${body}`));

      const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);

      expect(exitCode).toBe(1);
      expect(unwrap(stderr)).toContain(`Error: ${title}`);
      expect(unwrap(stderr)).toContain(detail);
      expect(workspace.gateway.requests).toEqual([]);
    });

    it("fails in the plan for a new maximum below the default the organization has", async () => {
      await workspace.apply(organization('name = "Acme"'));
      await workspace.write(organization('name = "Acme"\n  sandbox_max_idle_timeout = "10m"'));

      const { exitCode, stderr } = await workspace.run("plan", ["-no-color"]);

      expect(exitCode).toBe(1);
      expect(unwrap(stderr)).toContain("sandbox_default_idle_timeout is left out and 30m");
    });
  });

  describe("whose slug is taken", () => {
    const WITH_SLUG = organization('name = "Acme"\n  slug = "acme"');

    it("waits for one that is still being purged", async () => {
      workspace.gateway.faults.add("CreateOrganization:error=already_exists,times=2");

      await workspace.apply(WITH_SLUG);

      expect(calls("CreateOrganization")).toBe(3);
      expect((await state())["slug"]).toBe("acme");
    });

    it("fails after timeouts.create when it is somebody else's, or still not purged", async () => {
      await workspace.client(BOB).organizations.create({ name: "Theirs", slug: "acme" });

      const text = await workspace.failingApply(
        organization('name = "Acme"\n  slug = "acme"\n  timeouts {\n    create = "600ms"\n  }'),
      );

      expect(text).toContain("Error: Already taken with agyn_organization.acme, on main.tf line 8");
      expect(text).toContain("still being purged. It was asked for again for 600ms (timeouts.create)");
    });

    it("fails at once when it is one's own, and says how to take that over", async () => {
      const { id } = await workspace.client().organizations.create({ name: "Acme", slug: "acme" });
      workspace.gateway.clearRequests();

      const text = await workspace.failingApply(WITH_SLUG);

      expect(calls("CreateOrganization")).toBe(1);
      expect(text).toContain(
        `It is the slug of organization ${id} ("Acme"): take that over with terraform import ADDRESS ${id}`,
      );
    });

    it("fails at slug when it is changed to one, and keeps what it had", async () => {
      await workspace.client(BOB).organizations.create({ name: "Theirs", slug: "theirs" });
      await workspace.apply(WITH_SLUG);

      const text = await workspace.failingApply(WITH_SLUG.replace('"acme"\n', '"theirs"\n'));

      expect(text).toContain('slug = "theirs" Could not update organization');
      expect((await state())["slug"]).toBe("acme");
    });
  });

  it("names who may change it when the token is not an owner's", async () => {
    await workspace.apply(organization('name = "Acme"'));
    await workspace.write(organization('name = "Acme ML"'));

    const { exitCode, stderr } = await workspace.run("apply", ["-auto-approve", "-no-color"], { AGYN_API_TOKEN: BOB });

    expect(exitCode).toBe(1);
    expect(unwrap(stderr)).toContain("is not an owner of the organization (being cluster admin is not enough), or");
    expect((await state())["name"]).toBe("Acme");
  });

  it("is planned anew when it was deleted outside, and destroyed without a word", async () => {
    await workspace.apply(organization('name = "Acme"'));
    await workspace.client().organizations.delete(String((await state())["id"]));

    expect((await workspace.plan()).actions).toEqual({ "agyn_organization.acme": ["create"] });
    expect((await workspace.run("destroy", ["-auto-approve", "-refresh=false"])).exitCode).toBe(0);
  });

  it("is imported with settings in any spelling, and then settles", async () => {
    const { id } = await workspace.client().organizations.create({ name: "Acme", slug: "acme" });
    await workspace.client().organizations.update(id, { sandboxDefaultTtl: "90m" });
    await workspace.write(organization('name = "Acme"\n  slug = "acme"\n  sandbox_default_ttl = "90m"'));

    expect((await workspace.run("import", ["agyn_organization.acme", id.toUpperCase()])).exitCode).toBe(0);

    expect((await state())["id"]).toBe(id);
    expect((await workspace.plan()).actions).toEqual({});
  });

  itWith("identity", "is imported by its identity", async () => {
    const { id } = await workspace.client().organizations.create({ name: "Acme", slug: "acme" });
    const block = `import {\n  to = agyn_organization.acme\n  identity = {\n    id = "${id}"\n  }\n}\n`;

    await workspace.apply(block + organization('name = "Acme"'));

    expect((await state())["id"]).toBe(id);
    expect((await workspace.plan()).actions).toEqual({});
  });

  it("is changed without having been read after the Go provider made it", async () => {
    const { id } = await workspace.client().organizations.create({ name: "Acme", slug: "acme" });
    const resource = {
      mode: "managed",
      type: "agyn_organization",
      name: "acme",
      provider: 'provider["registry.terraform.io/agynio/agyn"]',
      instances: [{ schema_version: 0, attributes: { id, name: "Acme" }, sensitive_attributes: [] }],
    };
    writeFileSync(
      join(workspace.directory, "terraform.tfstate"),
      JSON.stringify({
        version: 4,
        terraform_version: "1.6.6",
        serial: 1,
        lineage: id,
        outputs: {},
        resources: [resource],
      }),
    );

    await workspace.apply(organization('name = "Acme ML"\n  sandbox_default_ttl = "48h"'), "-refresh=false");

    expect(await state()).toMatchObject({ id, name: "Acme ML", slug: "acme", sandbox_default_idle_timeout: "30m" });
    expect((await workspace.plan()).actions).toEqual({});
  });
});
