#!/bin/sh
# Makes .venv: Python 3.10 with exactly the packages of uv.lock. Called by make, from the top of the project.
set -eu

stop() {
    echo "$1" >&2
    exit 1
}

# On PATH may stand a launcher (of pyenv, say) that starts nothing: only a program that runs is found.
find_uv() {
    for uv in uv "${HOME:-}/.local/bin/uv" .tools/bin/uv; do
        "$uv" --version >/dev/null 2>&1 && return
    done
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        stop "Install Python 3.10 or newer as python3 (Debian, Ubuntu: apt-get install python3 python3-pip), then run make again."
    python3 -m pip --version >/dev/null 2>&1 ||
        stop "Install pip for python3 (Debian, Ubuntu: apt-get install python3-pip), then run make again."
    # A folder of our own: needs no rights, no venv module, and leaves the system's packages alone.
    echo "Installing uv in .tools ..." >&2
    PIP_USER=0 PIP_ROOT_USER_ACTION=ignore python3 -m pip install --upgrade --target .tools uv ||
        stop "uv could not be installed with pip (see above): install uv yourself, then run make again."
    uv=.tools/bin/uv
}

find_python() {
    for python in python3.10 python3 "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10.*/bin/python3.10; do
        "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1 && return
    done
    python=3.10 # uv looks further, and fetches one when there is none
}

find_uv
find_python
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT # whatever else is active, ours is .venv
"$uv" sync --locked --python "$python" ||
    stop "The packages could not be installed (see above). Is Python 3.10 missing? Install it, or check the network; then run make again."
