import {
  to = agyn_runner.ml
  id = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11"
}
