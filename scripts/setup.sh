#!/usr/bin/env bash
# Makes this checkout ready: system libraries, .venv, setpiece in editable mode. Repeating it costs a second.
# usage: bash scripts/setup.sh [--tests|--train]     --tests: also what only the tests need: Chromium, Slurm, Ray, torch; --train: torch
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

apt_install() { # packages...
  [ $# -eq 0 ] && return
  command -v apt-get >/dev/null || fail "these packages are missing, under Debian's names: $*"
  if [ "$(id -u)" -ne 0 ]; then
    fail "system packages are missing. Run this, then repeat:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  fi
  echo "setup: installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

PYTHON=$(find_python) || fail "Python 3.11 is needed (bpy has wheels for no other) and was not found.
  Debian 12: apt-get install python3 python3-venv. Elsewhere install Python 3.11, then repeat; PYTHON=/path/to/python3.11 is honoured."

# shellcheck disable=SC2046  # one package per word
apt_install $("$PYTHON" scripts/system.py "$@")

if [ ! -x .venv/bin/python ]; then
  "$PYTHON" -c 'import ensurepip' 2>/dev/null || apt_install python3.11-venv
  "$PYTHON" -m venv .venv
fi
.venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || fail ".venv holds another Python; remove it and repeat"

# The stamp is a copy of pyproject.toml as it was installed: a change of anything in it installs again.
extras=dev
[ "${1:-}" = --tests ] && extras=dev,test
[ "${1:-}" = --train ] && extras=dev,train
if ! cmp -s pyproject.toml ".venv/setpiece-installed-$extras.toml"; then
  echo "setup: installing setpiece[$extras] and its dependencies into .venv (bpy is 370 MB; for tests also Ray, 285 MB, and torch, 5.5 GB)"
  # setuptools warns at length about every folder of data files that is not a package; they are installed all the same.
  PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[$extras]"
  cp pyproject.toml ".venv/setpiece-installed-$extras.toml"
  cp pyproject.toml .venv/setpiece-installed-dev.toml
fi
.venv/bin/python scripts/namespace.py
