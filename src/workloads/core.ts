// The one door of this layer to the CDKTF core, as `constructs/core.ts` is that of the constructs: the same sources run on the core's fork.
export {
  Annotations,
  App,
  Fn,
  type ITerraformDependable,
  Lazy,
  Op,
  type TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
export { Construct, type IConstruct } from "constructs";
