import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localChart } from "../../src/rehearsal/stand-ins/local-chart";

const CHART = join(__dirname, "..", "..", "src", "constructs", "tiers", "chart");

describe("a chart of the stand-in for helm", () => {
  it("is known by its Chart.yaml when it is a folder", () => {
    expect(localChart(CHART)).toEqual({ name: "agyn-objects", version: "1.0.0", folder: CHART });
  });

  it.each(["k8s-runner", "oci://ghcr.io/agynio/charts/k8s-runner"])("is no folder when it is named %s", (chart) => {
    expect(localChart(chart)).toBeUndefined();
  });

  describe("in a folder", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "agyn-chart-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("fails when the folder is not there", () => {
      expect(() => localChart(join(folder, "gone"))).toThrow(`path "${join(folder, "gone")}" not found`);
    });

    it("is looked for from where terraform runs", () => {
      mkdirSync(join(folder, "chart"));
      writeFileSync(join(folder, "chart", "Chart.yaml"), "name: objects\nversion: 1.2.3\n");

      const folderOfChart = join(folder, "chart");
      expect(localChart("./chart", folder)).toEqual({ name: "objects", version: "1.2.3", folder: folderOfChart });
    });

    it("fails when it has no version", () => {
      mkdirSync(join(folder, "chart"));
      writeFileSync(join(folder, "chart", "Chart.yaml"), "apiVersion: v2\nname: objects\n");

      expect(() => localChart(join(folder, "chart"))).toThrow("needs a name and a version");
    });
  });
});
