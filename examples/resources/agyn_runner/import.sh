# By the runner's id. Its service token can not be recovered and stays null.
terraform import agyn_runner.ml 5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11
