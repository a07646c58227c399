// The pools of a fleet as the map shows them: those of both sides, each runner with what happens to it, and the worst of it.
import type { Judged } from "./judged.js";
import { isAtLeast, placesOf } from "./findings.js";
import type { MapPool, MapRunner, ReviewFinding, Risk } from "./model.js";
import { RISKS } from "./model.js";
import { nameOf } from "./runners.js";
import { cellOf, poolIdOf, type SideRunner } from "./sides.js";
import { compare } from "./texts.js";

/** The pools by region, tier, team and id. */
export function mapPools({ before, after }: Judged, findings: readonly ReviewFinding[]): readonly MapPool[] {
  const pools = new Map<string, { pool: Omit<MapPool, "runners">; runners: Map<string, MapRunner> }>();
  const risks = worstByPlace(findings);
  for (const runner of [...after.runners, ...before.runners.filter(({ judged }) => judged?.fate !== "moved")]) {
    const id = poolIdOf(runner);
    const { path } = runner.pool ?? runner;
    const known = pools.get(id) ?? {
      pool: { id, ...cellOf(runner), ...(path === undefined ? {} : { path }) },
      runners: new Map<string, MapRunner>(),
    };
    pools.set(id, known);
    known.runners.set(`${runner.stack} ${runner.address}`, mapRunner(runner));
  }
  return [...pools.values()]
    .map(({ pool, runners: members }) => {
      const list = [...members.values()].sort((a, b) => compare(a.name, b.name));
      const risk = worst([
        risks.get(`pool ${pool.id}`),
        ...list.map(({ stack, address }) => risks.get(`object ${stack} ${address}`)),
      ]);
      return { ...pool, runners: list, ...(risk === undefined ? {} : { risk }) };
    })
    .sort(
      (a, b) =>
        compare(a.region, b.region) || compare(a.tier, b.tier) || compare(a.team, b.team) || compare(a.id, b.id),
    );
}

/** What happens to a runner without a plan is not known. */
function mapRunner({ facts, judged, stack, address, path }: SideRunner): MapRunner {
  return {
    name: judged === undefined ? facts.name : nameOf(judged),
    ...(path === undefined ? {} : { path }),
    address,
    stack,
    action: judged?.runner.action ?? "not-understood",
  };
}

function worstByPlace(findings: readonly ReviewFinding[]): ReadonlyMap<string, Risk> {
  const risks = new Map<string, Risk>();
  for (const finding of findings) {
    if (finding.accepted !== undefined) continue;
    for (const { pool, stack = "", address } of placesOf(finding)) {
      if (pool !== undefined) keepWorst(risks, `pool ${pool}`, finding.risk);
      if (address !== undefined) keepWorst(risks, `object ${stack} ${address}`, finding.risk);
    }
  }
  return risks;
}

function keepWorst(risks: Map<string, Risk>, place: string, risk: Risk): void {
  const known = risks.get(place);
  if (known === undefined || isAtLeast(risk, known)) risks.set(place, risk);
}

function worst(risks: readonly (Risk | undefined)[]): Risk | undefined {
  return RISKS.find((risk) => risks.includes(risk));
}
