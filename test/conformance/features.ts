// What of the plugin protocol is supported, as data: each line with the test that holds it. docs/conformance.md is made from it;
// `features.test.ts` fails when a line names a test that does not exist, or an RPC has no line.
import { namedTests, type TestName, type TestPair } from "./named-tests.js";

/** A part of the protocol. */
export interface Feature {
  readonly area: (typeof AREAS)[number];
  readonly what: string;
  /** The minor version that brought it; "host" is go-plugin's. */
  readonly since: string;
  readonly tests: readonly TestName[];
}

export const AREAS = [
  "Process and connection",
  "Provider",
  "Managed resources",
  "Identity",
  "Data sources, ephemeral resources, functions",
  "Schemas",
  "Values",
  "Hosts",
] as const;

const line =
  (area: Feature["area"]) =>
  (since: string, what: string, ...tests: readonly TestPair[]): Feature => ({
    area,
    what,
    since,
    tests: namedTests(tests),
  });

const process = line("Process and connection");
const provider = line("Provider");
const resource = line("Managed resources");
const identity = line("Identity");
const others = line("Data sources, ephemeral resources, functions");
const schema = line("Schemas");
const value = line("Values");
const host = line("Hosts");

export const features: readonly Feature[] = [
  process(
    "host",
    "handshake line, cookie, version",
    ["tfplugin/handshake", "has six fields and ends with a newline"],
    ["tfplugin/serve", "writes the handshake and nothing else to stdout, whatever the provider prints"],
  ),
  process(
    "host",
    "TLS on both sides; only the client whose certificate was given",
    ["tfplugin/grpc-server", "takes the client whose certificate it was given"],
    ["tfplugin/hostile-peers", "ends for a peer that %s, before there is a session"],
  ),
  process("host", "clear text where the host gives no certificate (`TF_DISABLE_PLUGIN_TLS`)", [
    "tfplugin/serve",
    "speaks plain text to a host that gives no certificate",
  ]),
  process(
    "host",
    "unix socket in a folder of its own; TCP in the host's port range on Windows",
    ["tfplugin/listen", "puts a unix socket into a folder of its own and removes both, connections stay"],
    ["tfplugin/listen", "takes a port of the range, past those that are taken"],
  ),
  process("host", "`GRPCController.Shutdown`", ["tfplugin/serve", "comes with Shutdown, and leaves no socket behind"]),
  process(
    "host",
    "`GRPCStdio.StreamStdio`, `GRPCBroker.StartStream`",
    ["tfplugin/plugin-services", "stays open and silent while other calls go on, until the connection ends"],
    ["tfplugin/plugin-services", "takes what the host says, answers nothing, and ends well with the host's half-close"],
  ),
  process("host", "`grpc.health.v1.Health/Check`", ["tfplugin/plugin-services", "is SERVING for %s"]),
  process("host", "logging in hclog's form, levels by `TF_LOG` and `TF_LOG_PROVIDER`", [
    "tfplugin/log",
    "is one JSON object in hclog's form",
  ]),
  process(
    "host",
    "a crash that Terraform shows, without secrets",
    ["tfplugin/serve", "comes with a panic that Terraform shows when the provider %s"],
    ["tfplugin/panic", "is without secrets, also of its causes"],
  ),
  process(
    "host",
    "reattach: `--debug` and `TF_REATTACH_PROVIDERS`",
    ["tfplugin/debug", "needs no cookie and says how it is reached, under the names of both registries"],
    ["acceptance/reattach", "the built provider serves two plans and an apply in one process"],
  ),
  process(
    "host",
    "messages up to 256 MiB; more is refused by its length alone",
    ["tfplugin/hostile-peers", "at the limit are taken: the prefix is no reason to refuse, nor to allocate"],
    ["tfplugin/frame", "is refused with its prefix, before any of it has come"],
  ),
  process("host", "a hundred calls at the same time", ["tfplugin/grpc-server", "is one of a hundred at the same time"]),
  process(
    "host",
    "floods, resets, GOAWAY, broken frames, giant headers",
    ["tfplugin/hostile-peers", "that flood with %s and read nothing are ended"],
    ["tfplugin/hostile-peers", "that were begun before a GOAWAY are answered after it"],
    ["tfplugin/hostile-peers", "with giant headers lose their connection"],
  ),

  provider("6.0", "GetProviderSchema", ["framework/schema", "has the wire's shape"]),
  provider(
    "6.4",
    "GetMetadata",
    ["framework/ephemeral", "is described to core, beside resources and data sources"],
    ["framework/functions", "is described to core with parameters in the order of the call"],
  ),
  provider("6.0", "ValidateProviderConfig", ["acceptance/bad-input", "neither address nor token, both said at once"]),
  provider(
    "6.0",
    "ConfigureProvider, also while parts are unknown, also again",
    ["acceptance/framework", "can do nothing with a provider that is not configured yet, and says what to apply first"],
    [
      "framework/planning",
      "forgets an interrupt with the next configuration, as one process serves many commands under a debugger",
    ],
  ),
  provider(
    "6.0",
    "StopProvider",
    ["framework/provider-server", "tells handlers when Terraform is asked to stop"],
    ["acceptance/interrupts", "finishes the creation of %s that is under way, and keeps it"],
  ),
  provider(
    "6.0",
    "provider_meta",
    ["framework/provider-meta", "is described to core"],
    ["acceptance/framework", "hands a module's provider_meta to what the module holds"],
  ),
  provider("6.4", "get_provider_schema_optional", [
    "acceptance/rpc-sequences",
    "a $name calls what it called when it was recorded",
  ]),

  resource(
    "6.0",
    "ValidateResourceConfig",
    ["framework/provider-server", "shows one finding once, with the place it stands at"],
    [
      "acceptance/framework",
      "checks attributes together, warns of deprecated ones and finds what is missing, all at once",
    ],
  ),
  resource(
    "6.0",
    "PlanResourceChange: order, defaults, unknowns, modifiers, replacement",
    ["framework/plan", "%s"],
    ["framework/modify-plan", "comes last, replaces parts of the plan and asks for replacements, each once"],
    ["acceptance/framework", "replaces what can not be changed in place, with a new id"],
  ),
  resource("6.3", "plan_destroy", [
    "framework/planning",
    "asks planDelete about a destroy, and modifyPlan only about what is not one",
  ]),
  resource(
    "6.0",
    "ApplyResourceChange: create, update, delete; partial state of what failed",
    ["framework/provider-server", "in create saves what was kept, unknowns and write-only values as null"],
    [
      "acceptance/framework",
      "carries every type and every nesting through create, an empty plan, a change and destroy",
    ],
  ),
  resource("6.0", "ReadResource: drift, objects that are gone", [
    "acceptance/runner-life",
    "is created anew when it was deleted outside",
  ]),
  resource(
    "6.0",
    "private state, in the form of HashiCorp's framework",
    ["framework/private-state", "is one JSON object of JSON in base64, as HashiCorp's Go framework has it"],
    ["acceptance/framework", "remembers private data from create to every read"],
  ),
  resource("6.0", "ImportResourceState, by command and by block", [
    "acceptance/framework",
    "imports by id, and tells the first read that it is one",
  ]),
  resource(
    "6.0",
    "UpgradeResourceState",
    ["framework/upgrade-and-move", "reads a state of %s"],
    ["acceptance/framework", "reads what an older release saved"],
  ),
  resource(
    "6.5",
    "MoveResourceState",
    ["framework/upgrade-and-move", "is taken by the first mover that does not decline"],
    ["acceptance/framework", "takes over an object of another type without replacing it"],
  ),
  resource(
    "6.8",
    "write-only attributes",
    ["acceptance/framework", "keeps a write-only value out of plan, state and every other file"],
    ["framework/validate", "fails when a write-only attribute is set with a Terraform that would store it"],
  ),
  resource("6.0", "semantic equality (a matter of the framework, not of the protocol)", [
    "framework/same-meaning",
    "holds after read and after apply",
  ]),
  resource(
    "6.0",
    "core's own rules as checks of a provider under test",
    ["framework/checked-server", "judges %s"],
    ["acceptance/core-rules", "$name"],
  ),

  identity("6.9", "GetResourceIdentitySchemas", [
    "framework/identity",
    "is described to core by the attributes an import needs and those it may give",
  ]),
  identity("6.9", "UpgradeResourceIdentity", ["framework/upgrade-and-move", "reads an identity of %s"]),
  identity(
    "6.9",
    "identity of plan, apply, read and import",
    ["framework/identity", "comes with what was created"],
    ["acceptance/identity", "is saved beside the state, and stays through a change"],
    ["acceptance/identity", "is what an object can be imported by"],
  ),

  others("6.0", "ValidateDataResourceConfig, ReadDataSource", [
    "acceptance/data-sources",
    "finds an organization by its slug",
  ]),
  others(
    "6.7",
    "ValidateEphemeralResourceConfig, OpenEphemeralResource, RenewEphemeralResource, CloseEphemeralResource",
    ["framework/ephemeral", "is opened, renewed with what open left, and closed with what renew left"],
    [
      "acceptance/framework",
      "opens an ephemeral value, renews it while it is needed and closes it; nothing of it is saved",
    ],
  ),
  others(
    "6.5",
    "GetFunctions, CallFunction",
    ["framework/functions", "is called with %s"],
    ["acceptance/framework", "offers functions, whose errors point at the guilty argument"],
  ),

  schema("6.0", "nested attributes: single, list, set, map", ["framework/schema", "has the wire's shape"]),
  schema("6.0", "blocks: single, group, list, set, map", ["framework/blocks", "travel as core nests them"]),
  schema("6.0", "repeated blocks with dynamic attributes", ["framework/blocks", "come back as they were: %s"]),
  schema("6.0", "everything core refuses at load is refused when the schema is made", [
    "framework/schema",
    "fails when %s",
  ]),
  schema("6.0", "deprecation of attributes, blocks and whole schemas", [
    "framework/blocks",
    "that are deprecated are warned of where they stand, a group that is left out is not",
  ]),

  value(
    "6.0",
    "every type, in MessagePack",
    ["values/msgpack", "reads %s"],
    ["values/round-trips", "reads back from MessagePack every value it writes"],
  ),
  value(
    "6.0",
    "JSON of saved states",
    ["values/json", "reads %s"],
    ["values/round-trips", "reads back from JSON every value it writes"],
  ),
  value(
    "6.0",
    "numbers to the last digit",
    ["values/number", "takes %s exactly"],
    ["acceptance/framework", "keeps every digit of a number"],
  ),
  value(
    "6.0",
    "refinements of unknown values, kept and promised",
    ["values/refinement-wire", "reads %s"],
    ["acceptance/framework", "lets a plan decide what is promised of a value nobody knows yet"],
  ),
  value(
    "6.0",
    "what would crash Terraform is refused with its path",
    ["values/msgpack", "fails when writing %s"],
    ["values/msgpack", "fails when writing unequal types in %s, which crashes core"],
  ),

  host("host", "Terraform 1.11, and OpenTofu 1.12 by `npm run test:tofu`: the acceptance tests", [
    "acceptance/framework",
    "carries every type and every nesting through create, an empty plan, a change and destroy",
  ]),
  host(
    "host",
    "the RPCs of every command, as recorded from terraform 1.11",
    ["acceptance/rpc-sequences", "a $name calls what it called when it was recorded"],
    ["conformance/rpc-sequences/replay", "are answered without a complaint: $name"],
  ),
];

/** What is not supported, and why. */
export const NOT_SUPPORTED: readonly { readonly what: string; readonly since: string; readonly why: string }[] = [
  { what: "protocol 5", since: "5", why: "every Terraform since 1.0 and every OpenTofu speaks 6" },
  {
    what: "deferred answers",
    since: "6.6",
    why: "Terraform allows them in experiments only; what can not be done yet is an error that says what to apply first",
  },
  { what: "legacy_type_system", since: "6.2", why: "it turns core's checks off; new providers must not set it" },
  {
    what: "flat state of Terraform 0.11",
    since: "6.0",
    why: "no release of a provider made with this framework wrote it",
  },
  {
    what: "GenerateResourceConfig, ListResource, actions, state stores",
    since: "6.10",
    why: "no binary to try them with can be had yet (Terraform 1.14 and later); Terraform works without them",
  },
];
