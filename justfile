# `just` lists these. Without just, ./test is the one test command.

python := ".venv/bin/python"

_default:
    @"{{just_executable()}}" --list

# every check and every test; arguments go to pytest: just test -k fold
test *args:
    @./test "$@"

# what needs no test run, with the safe fixes made
lint: _dev
    {{python}} -m ruff check --fix .
    {{python}} -m ruff format .
    {{python}} -m mypy
    .venv/bin/lint-imports --no-logo
    {{python}} -m codespell_lib

# quality on the gold sets against floors.json: just quality --misses, just quality --update
quality *args: _dev
    {{python}} tools/quality.py "$@"

# the examples in docstrings, and the tests that read the documentation
docs: _dev
    {{python}} -m pytest src tools
    {{python}} -m pytest -k "docs or readme or documented"

# licences and versions of what is installed with it, and (with the network) their known vulnerabilities
audit: _dev
    {{python}} tools/audit.py --check
    {{python}} -m pip install --quiet pip-audit
    {{python}} tools/audit.py --vulnerabilities

# every benchmark in bench/
bench *args: _dev
    @for script in bench/*.py; do [ -f "$script" ] || { echo "no benchmarks yet"; break; }; {{python}} "$script" "$@"; done

_dev:
    @bash -euc 'root=$PWD; source tools/setup.sh; set_up dev'

set positional-arguments
