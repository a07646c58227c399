// The process of a stand-in provider. Its launcher says which one: `helm` or `kubernetes`. Standard output belongs to the
// handshake with Terraform.
import { serve } from "../../framework/index.js";
import { ADDRESS_VARIABLE } from "../cluster-store/protocol.js";
import { helmStandIn } from "./helm.js";
import { kubernetesStandIn } from "./kubernetes.js";

const STAND_INS = { helm: helmStandIn, kubernetes: kubernetesStandIn };

const [, , name = ""] = process.argv;
if (name === "helm" || name === "kubernetes") {
  void serve(STAND_INS[name](process.env[ADDRESS_VARIABLE]));
} else {
  process.stdout.write(
    "This is a stand-in provider of cdktf-agyn; Terraform starts it with helm or kubernetes as argument.\n",
  );
  process.exitCode = 1;
}
