// The one door to the CDKTF core: every hand-written file takes what it needs from the core from here, so that the same sources
// run on the core's fork (`cdktn`) through a package alias, and nothing deep-imports a core file (those have import cycles).
//
// Source: the public indexes of `cdktf` 0.21 and `constructs` 10.
export {
  Annotations,
  App,
  DefaultTokenResolver,
  Fn,
  type ITerraformDependable,
  LocalBackend,
  StringConcat,
  TerraformAsset,
  TerraformBackend,
  TerraformElement,
  TerraformProvider,
  TerraformResource,
  type TerraformResourceLifecycle,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
} from "cdktf";
export { Construct, type IConstruct, RootConstruct } from "constructs";
