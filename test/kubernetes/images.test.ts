import { imageReference, movesBecause } from "../../src/kubernetes/images";

const DIGEST = "0123456789abcdef".repeat(4);

describe("the name of an image", () => {
  it.each([
    ["ghcr.io/agynio/k8s-runner:0.10.15", { repository: "ghcr.io/agynio/k8s-runner", tag: "0.10.15" }],
    ["registry.example:5000/k8s-runner", { repository: "registry.example:5000/k8s-runner" }],
    ["registry.example:5000/k8s-runner:1.2.3", { repository: "registry.example:5000/k8s-runner", tag: "1.2.3" }],
    [`k8s-runner@sha256:${DIGEST}`, { repository: "k8s-runner", digest: DIGEST }],
    [`k8s-runner:1.2.3@sha256:${DIGEST}`, { repository: "k8s-runner", tag: "1.2.3", digest: DIGEST }],
  ])("has its parts: %s", (image, parts) => {
    expect(imageReference(image)).toEqual({ tag: undefined, digest: undefined, ...parts });
  });

  it.each([
    ["", "it is no name of an image"],
    ["k8s runner:1.2.3", "it is no name of an image"],
    ["k8s-runner@sha256:0123", "it is no name of an image"],
    ["k8s-runner", "without a tag the image is whatever latest is"],
    ["k8s-runner:latest", "the tag latest is moved to newer images"],
    ["k8s-runner:0.10", "the tag 0.10 is moved to newer images"],
    ["k8s-runner:main-amd64", "the tag main-amd64 is moved to newer images"],
    ["k8s-runner:v1", "the tag v1 is moved to newer images"],
    ["k8s-runner:1-alpine", "the tag 1-alpine is moved to newer images"],
    ["k8s-runner:0.10.15", undefined],
    ["k8s-runner:0.10.15-alpine", undefined],
    ["k8s-runner:main-a1b2c3d", undefined],
    ["k8s-runner:main-1a2b3c4", undefined],
    ["k8s-runner:release-v1.2.3", undefined],
    ["k8s-runner:20261121", undefined],
    ["k8s-runner:2026.11", undefined],
    [`k8s-runner:latest@sha256:${DIGEST}`, undefined],
  ])("says whether it means another image some day: %s", (image, why) => {
    expect(movesBecause(image)).toBe(why);
  });
});
