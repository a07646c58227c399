// What the provider says while it works, for who reads Terraform's log (TF_LOG=INFO). Never a secret: nothing redacts it.

/** A line at level INFO. */
export function log(text: string): void {
  // eslint-disable-next-line no-console -- tfplugin makes the console Terraform's log
  console.info(text);
}
