// Real terraform on a busy machine takes its time; a test that hangs is ended all the same.
jest.setTimeout(120_000);
