# shellcheck shell=bash
# Sourced by ./test and ./tawatur: makes .venv and keeps it in step with pyproject.toml.
#
#   set_up core    the package and what it needs to run
#   set_up dev     and the tools of the dependency group `dev`
#
# A stamp file holds a hash of pyproject.toml and of this folder's path; while it fits, nothing is done and nothing is
# asked of the network. Needs $root. Sets $python.

exec 8>&2 # what is said to the user goes past the log of the set-up
say() { printf '%s\n' "$*" >&8; }

hash_of() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# apt-get is there, and we are root or sudo asks for no password.
can_apt() {
    command -v apt-get >/dev/null && { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }
}

apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30)
    as_root "${apt[@]}" install --no-install-recommends "$@" >/dev/null 2>&1 && return
    as_root "${apt[@]}" update >/dev/null 2>&1 || true # the lists may be missing or old
    as_root "${apt[@]}" install --no-install-recommends "$@" >/dev/null 2>&1
}

# The newest Python that is 3.11 or later; a name may be a pyenv shim that leads nowhere, so each one is asked.
find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    say "tawatur needs Python 3.11 or later, and found none (looked for python3.13 ... python3)."
    return 1
}

# The pip of a Python can fill the environment of another since 22.3: the one that comes with Python, old and with
# setuptools beside it, need not be unpacked first.
has_pip_for_others() {
    "$1" -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))' 2>/dev/null
}

make_venv() {
    local base=$1
    rm -rf "$root/.venv/bin" "$root/.venv/lib" "$root/.venv/include" "$root/.venv/pyvenv.cfg"
    rm -f "$root/.venv/"*.stamp "$root/.venv/lib64"
    if has_pip_for_others "$base"; then
        "$base" -m venv --without-pip "$root/.venv" && return
    fi
    "$base" -m venv "$root/.venv" && return
    if can_apt; then # Debian keeps ensurepip in a package of its own
        say "tawatur: installing Debian's python3-venv with apt-get"
        apt_install python3-venv && "$base" -m venv "$root/.venv" && return
    fi
    say "tawatur: $base cannot make a virtual environment (on Debian: apt-get install python3-venv)."
    return 1
}

# pip learnt --group in 25.1.
pip_knows_groups() {
    "$python" -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (25, 1))' 2>/dev/null
}

fill_venv() {
    local kind=$1 base install=("$python" -m pip install --quiet)
    base=$(find_python) || return
    if ! "$python" -c '' 2>/dev/null || ! grep -qxF "$root" "$root/.venv/made-for" 2>/dev/null; then
        make_venv "$base" || return
        printf '%s\n' "$root" >"$root/.venv/made-for" # scripts in a venv hold its path: a copied one is made anew
    fi
    if ! "$python" -c 'import pip' 2>/dev/null; then install=("$base" -m pip --python "$python" install --quiet); fi
    if [[ $kind == core ]]; then
        "${install[@]}" 'pip>=25.1' --editable "$root" # pip: for the extras
        return
    fi
    if ! pip_knows_groups; then
        "${install[@]}" 'pip>=25.1' || return
    fi
    (cd "$root" && "$python" -m pip install --quiet --editable . --group dev)
}

# Whether the stamp of $1 or of a kind that holds all of it fits.
is_set_up() {
    local stamp
    [[ -x $python ]] || return
    for stamp in $1 dev; do
        if [[ -f $root/.venv/$stamp.stamp && $(<"$root/.venv/$stamp.stamp") == "$wanted" ]]; then return; fi
    done
    return 1
}

set_up() {
    local kind=$1 wanted log=$root/.venv/setup.log
    python=$root/.venv/bin/python
    wanted=$({ cat "$root/pyproject.toml"; printf '%s' "$root"; } | hash_of)
    if is_set_up "$kind"; then return; fi
    mkdir -p "$root/.venv"
    if command -v flock >/dev/null; then # of two at once the second waits, and finds it done
        exec 9>"$root/.venv/lock"
        flock 9
        if is_set_up "$kind"; then return; fi
    fi
    say "tawatur: setting up .venv (once, about half a minute; needs the package index)"
    if ! fill_venv "$kind" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        say "tawatur: setting up .venv failed; the whole log is .venv/setup.log"
        return 1
    fi
    printf '%s\n' "$wanted" >"$root/.venv/$kind.stamp"
    exec 9>&-
}
