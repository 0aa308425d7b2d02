#!/usr/bin/env bash
# Everything that can be said about the code without running it. All checks run; the exit code tells whether one failed.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin status=0

run() { # name command...
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "check: $name ok"
  else
    echo "check: $name FAILED"
    printf '%s\n' "$output"
    status=1
  fi
}

absent() { # pattern files...: no line may match; a match is printed
  ! grep -nE "$@"
}

sources() { git ls-files -co --exclude-standard -- "$@"; }

run "ruff" $bin/ruff check .
run "ruff format" $bin/ruff format --check .
MYPYPATH=build/namespace run "mypy" $bin/mypy --strict --explicit-package-bases --namespace-packages -p setpiece
run "import rules" env PYTHONPATH=build/namespace $bin/lint-imports

# The journal says when an image was made; nothing in an image does.
mapfile -t rooms < <(sources 'assets/*.py' 'scenes/*.py' 'render/*.py' 'dataset/*.py' 'farm/*.py' ':!farm/journal.py')
run "no clock, uuid or global randomness" absent '\btime\.time\(|datetime\.(now|today|utcnow)\(|\buuid\.uuid|^\s*(import|from) uuid\b|^\s*(import|from) random\b|np\.random\.(seed|rand|randn|randint|random|choice|uniform|normal|shuffle)\(' "${rooms[@]}"
mapfile -t yaml < <(sources 'configs/*.yaml')
run "no code in configs" absent '_target_|_partial_|!!python' "${yaml[@]}"
mapfile -t code < <(sources '*.py')
run "no bare type: ignore or noqa" absent '#\s*type:\s*ignore(\s|$)|#\s*noqa(\s|$)' "${code[@]}"
exit $status
