// What a cluster refuses of a toleration, by member: the API server's words for it are in ValidateTolerations (pkg/apis/core/validation).
import { tolerationFaults } from "../../src/kubernetes/index";

const found = (toleration: Parameters<typeof tolerationFaults>[1]) =>
  tolerationFaults("at", toleration).map(({ path, value }) => [path, value]);

describe("a toleration", () => {
  it.each([
    ["of a value", { key: "dedicated", value: "agents", effect: "NoSchedule" }],
    ["of any value", { key: "example.com/gpu", operator: "Exists" }],
    ["of everything", { operator: "Exists" }],
    ["of everything, its key written as none", { key: "", operator: "Exists", value: "" }],
    ["of no value", { key: "dedicated" }],
    [
      "for a while",
      { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 30 },
    ],
    ["for no time at all", { key: "dedicated", effect: "NoExecute", tolerationSeconds: -1 }],
  ])("%s is fine", (_what, toleration) => {
    expect(found(toleration)).toEqual([]);
  });

  it.each([
    ["a value beside Exists", { key: "a", operator: "Exists", value: "b" }, "at.value", "b"],
    ["no key, though of a value", { value: "b" }, "at.key", undefined],
    ["an empty key", { key: "", operator: "Equal" }, "at.key", ""],
    ["the value in its key", { key: "dedicated=agents" }, "at.key", "dedicated=agents"],
    ["a value of no taint", { key: "a", value: "b c" }, "at.value", "b c"],
    ["another operator", { key: "a", operator: "In" }, "at.operator", "In"],
    ["another effect", { key: "a", effect: "NoSchedul" }, "at.effect", "NoSchedul"],
    ["seconds of another effect", { key: "a", effect: "NoSchedule", tolerationSeconds: 3 }, "at.tolerationSeconds", 3],
    ["seconds of all effects", { key: "a", tolerationSeconds: 3 }, "at.tolerationSeconds", 3],
    ["half a second", { key: "a", effect: "NoExecute", tolerationSeconds: 0.5 }, "at.tolerationSeconds", 0.5],
  ])("of %s is refused", (_what, toleration, path, value) => {
    expect(found(toleration)).toEqual([[path, value]]);
  });
});
