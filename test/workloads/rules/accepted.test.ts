// What is said of a text that an API server refuses does not show it where it may be a secret.
import "../../constructs/support";
import { HttpService, type HttpServiceProps, SecretKey } from "../../../src/workloads/index";
import { judge } from "./judge";

const SECRET = "Zk9/pQ+3vX7==";

describe("what is spelt otherwise than Kubernetes has it, and may be a secret, is not shown", () => {
  it.each<readonly [string, Partial<HttpServiceProps>]>([
    ["the value of a label", { labels: { "crm-token": SECRET } }],
    ["the key of a Secret, taken for its value", { secrets: { CRM: SecretKey.of("crm", SECRET) } }],
    ["a label of nodes", { nodes: { selector: { "crm-token": SECRET } } }],
  ])("%s", (_what, change) => {
    const findings = judge(({ stack, props }) => new HttpService(stack, "answers", { ...props, ...change }));

    expect(findings.map(({ rule }) => rule)).toContain("POD-10");
    expect(JSON.stringify(findings)).not.toContain(SECRET);
  });
});
