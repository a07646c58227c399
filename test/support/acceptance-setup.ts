// Real terraform on a busy machine takes its time; a test that hangs is ended all the same.
jest.setTimeout(120_000);

// Terraform runs some thousand times, for a tenth of a second each, and spends a quarter of a short run on collecting garbage.
process.env["GOGC"] ??= "off";
process.env["GOMEMLIMIT"] ??= "1GiB";
