#!/bin/sh
# What an image of Node.js lacks: jq, age, unzip, and terraform, whose archive is compared with the sum that its release gives.
set -eu
if ! command -v age >/dev/null || ! command -v jq >/dev/null || ! command -v unzip >/dev/null; then
  apt-get update >/dev/null
  apt-get install --yes age jq unzip >/dev/null
fi
if ! command -v terraform >/dev/null; then
  case $(uname -m) in aarch64 | arm64) machine=arm64 ;; *) machine=amd64 ;; esac
  archive=terraform_${TERRAFORM_VERSION}_linux_$machine.zip
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  for file in "$archive" "terraform_${TERRAFORM_VERSION}_SHA256SUMS"; do
    curl -fsSLO "https://releases.hashicorp.com/terraform/$TERRAFORM_VERSION/$file"
  done
  grep " $archive\$" "terraform_${TERRAFORM_VERSION}_SHA256SUMS" | sha256sum -c - >/dev/null
  unzip -q "$archive" terraform -d /usr/local/bin
fi
