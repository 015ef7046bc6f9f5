#!/bin/sh
# The main jobs as scripts (../shared/accept when it is there), against $ANNEXA.
# A check's own output must not overwrite what the command before it printed: the helper's files are kept apart.
set -u
A=${ANNEXA:-build/annexa}
dir=$(cd "$(dirname "$0")/../.." && pwd)/../shared/accept
if [ ! -f "$dir/spine.sh" ]; then
	echo "skip: no shared acceptance scripts beside this checkout"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
sed 's|"$@" >"$D/out" 2>"$D/err"; ok|"$@" >"$D/t.out" 2>"$D/t.err"; ok|' "$dir/spine.sh" >"$tmp"
sh "$tmp" "$A"
