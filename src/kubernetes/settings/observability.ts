// What is wrong with the settings of a pool's alerts and dashboard.
//
// Source: Prometheus (data model: names of labels).
import { type Fault, wholeFaults } from "../fault.js";
import { labelFaults } from "../spelling.js";

type Texts = Readonly<Record<string, string>>;

/** Settings of alerts and dashboard, as far as there is anything to judge. */
export interface ObservabilitySettings {
  readonly pendingMinutes?: number | undefined;
  readonly nearlyFullPercent?: number | undefined;
  readonly alertLabels?: Texts | undefined;
  readonly ruleLabels?: Texts | undefined;
  readonly dashboardLabels?: Texts | undefined;
}

/** What is wrong with the settings, if anything. */
export function observabilityFaults(path: string, settings: ObservabilitySettings): readonly Fault[] {
  return [
    ...wholeFaults(`${path}.pendingMinutes`, settings.pendingMinutes, 1, 1440),
    ...wholeFaults(`${path}.nearlyFullPercent`, settings.nearlyFullPercent, 50, 100),
    ...labelFaults(`${path}.ruleLabels`, settings.ruleLabels ?? {}),
    ...labelFaults(`${path}.dashboardLabels`, settings.dashboardLabels ?? {}),
    ...alertLabelFaults(`${path}.alertLabels`, settings.alertLabels ?? {}),
  ];
}

/** Labels of alerts are Prometheus's: fewer characters in a name, and any text. */
function alertLabelFaults(path: string, labels: Readonly<Record<string, string>>): readonly Fault[] {
  return Object.entries(labels)
    .filter(([name]) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
    .map(([name, value]) => {
      const why = "the name of a Prometheus label is letters, digits and _";
      return { path: `${path}[${JSON.stringify(name)}]`, value, why, fix: "respell the name" };
    });
}
