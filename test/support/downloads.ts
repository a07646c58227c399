// What tests give to npm when it asks the registry. With NODE_EXTRA_CA_CERTS every node reads a whole bundle of certificates before it
// does anything (46 ms here, where a provider starts in 45), and Terraform starts thousands of them: so `npm test` takes it out of the
// environment, and those who download put it back.

/** On top of the environment of whoever downloads. */
export const DOWNLOADS: NodeJS.ProcessEnv = ((certificates) =>
  certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificates })(process.env["AGYN_TEST_DOWNLOAD_CA_CERTS"]);
