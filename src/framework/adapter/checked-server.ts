// A provider server that judges its own answers by core's rules, as core will: what Terraform would refuse becomes an error
// with the path, what stands there, the rule and the way out, beside whatever else was answered. For the tests of providers.
//
// Two plans of one change (core plans again while applying) come to two processes, so how they agree is judged by Terraform
// only; `planFaults` does it where a test has both.
import { pb, type ProviderServer } from "../../tfplugin/index.js";
import type { Value } from "../../values/index.js";
import type * as CoreRules from "../core-rules/index.js";
import type { RuleFault } from "../core-rules/index.js";
import { Diagnostics } from "../diagnostics.js";
import type { Provider } from "../provider.js";
import type { IdentitySchema } from "../schema/identity.js";
import type { Schema } from "../schema/schema.js";
import { diagnosticsToWire, pathFromWire } from "./diagnostics-to-wire.js";
import { decode, decodeIdentity } from "./dynamic-value.js";

type Answer = { readonly diagnostics?: readonly pb.Diagnostic[] };
type Rules = typeof CoreRules;

/** The server given, with its answers judged. */
export function checkedServer(provider: Provider, server: Required<ProviderServer>): ProviderServer {
  const schemaOf = (type: string): Schema | undefined => provider.resources[type]?.schema;
  const identityOf = (type: string): IdentitySchema | undefined => provider.resources[type]?.identity?.schema;

  /** Adds what the judge finds; an answer that failed already is judged only where it still has to hold. */
  async function judged<A extends Answer>(
    answer: A | Promise<A>,
    judge: (rules: Rules, answer: A, failed: boolean) => readonly RuleFault[],
  ): Promise<A> {
    const given = await answer;
    const before = given.diagnostics ?? [];
    const failed = before.some(({ severity }) => severity === pb.Diagnostic_Severity.ERROR);
    const found = new Diagnostics();
    for (const { summary, detail, rule, path } of judge(await import("../core-rules/index.js"), given, failed)) {
      found.error(summary, `${detail}\nRule of Terraform: ${rule}`, path.steps.length > 0 ? path : undefined);
    }
    return {
      ...given,
      diagnostics: [...before, ...diagnosticsToWire(found, (text) => provider.redact?.(text) ?? text)],
    };
  }

  function identityFaults(
    rules: Rules,
    type: string,
    data: pb.ResourceIdentityData | undefined,
    about: { readonly planned: boolean; readonly imported?: boolean },
  ): readonly RuleFault[] {
    const schema = identityOf(type);
    const identity: Value = decodeIdentity(data, schema) ?? null;
    return schema ? rules.identityFaults({ schema, identity, ...about }) : [];
  }

  return {
    ...server,

    UpgradeResourceState: (request) =>
      judged(server.UpgradeResourceState(request), (rules, { upgradedState }, failed) => {
        const schema = schemaOf(request.typeName);
        return schema && !failed ? rules.upgradeFaults({ schema, state: decode(upgradedState, schema) }) : [];
      }),

    ReadResource: (request) =>
      judged(server.ReadResource(request), (rules, { newState, newIdentity }, failed) => {
        const schema = schemaOf(request.typeName);
        if (!schema || failed) return [];
        const faults = rules.readFaults({ schema, state: decode(newState, schema) });
        return [...faults, ...identityFaults(rules, request.typeName, newIdentity, { planned: false })];
      }),

    PlanResourceChange: (request) =>
      judged(
        server.PlanResourceChange(request),
        (rules, { plannedState, requiresReplace = [], plannedIdentity }, failed) => {
          const schema = schemaOf(request.typeName);
          if (!schema || failed) return [];
          const prior = decode(request.priorState, schema);
          const faults = rules.planFaults({
            schema,
            prior,
            // core proposes null for a destroy, and may still say how the object is configured
            config: decode(request.proposedNewState, schema) === null ? null : decode(request.config, schema),
            planned: decode(plannedState, schema),
            requiresReplace: requiresReplace.map(pathFromWire),
          });
          const planned = prior === null || requiresReplace.length > 0;
          return [...faults, ...identityFaults(rules, request.typeName, plannedIdentity, { planned })];
        },
      ),

    ApplyResourceChange: (request) =>
      judged(server.ApplyResourceChange(request), (rules, { newState, newIdentity }, failed) => {
        const schema = schemaOf(request.typeName);
        if (!schema) return [];
        const planned = decode(request.plannedState, schema);
        const faults = rules.applyFaults({ schema, planned, state: decode(newState, schema), failed });
        return [...faults, ...identityFaults(rules, request.typeName, newIdentity, { planned: false })];
      }),

    ImportResourceState: (request) =>
      judged(server.ImportResourceState(request), (rules, { importedResources = [] }, failed) => {
        const schema = schemaOf(request.typeName);
        if (!schema || failed) return [];
        const imported = importedResources.map(({ typeName, state }) => ({ typeName, state: decode(state, schema) }));
        const asked = { planned: false, imported: request.identity !== undefined };
        return [
          ...rules.importFaults({ schema, imported }),
          ...importedResources.flatMap(({ identity }) => identityFaults(rules, request.typeName, identity, asked)),
        ];
      }),

    MoveResourceState: (request) =>
      judged(server.MoveResourceState(request), (rules, { targetState }, failed) => {
        const schema = schemaOf(request.targetTypeName);
        return schema && !failed ? rules.moveFaults({ schema, state: decode(targetState, schema) }) : [];
      }),

    ReadDataSource: (request) =>
      judged(server.ReadDataSource(request), (rules, { state }, failed) => {
        const schema = provider.dataSources[request.typeName]?.schema;
        return schema && !failed ? rules.dataFaults({ schema, state: decode(state, schema) }) : [];
      }),

    OpenEphemeralResource: (request) =>
      judged(server.OpenEphemeralResource(request), (rules, { result }, failed) => {
        const schema = provider.ephemeralResources?.[request.typeName]?.schema;
        if (!schema || failed) return [];
        return rules.ephemeralFaults({
          schema,
          config: decode(request.config, schema),
          result: decode(result, schema),
        });
      }),
  };
}
