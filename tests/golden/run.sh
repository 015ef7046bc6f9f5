#!/bin/sh
# tests/golden/run.sh -- what follows from the tables, against what a person has read and agreed to.
# A difference is not a mistake by itself: read it, then `./dev golden` writes the files anew.
# usage: tests/golden/run.sh [--write]
set -u
here=$(cd "$(dirname "$0")" && pwd)
annexa=${ANNEXA:-$here/../../build/annexa}
write=
[ "${1:-}" = --write ] && write=1
passed=0 failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# golden FILE DOC: `annexa doc DOC` is FILE.
golden() {
	if ! "$annexa" doc "$2" >"$tmp/$1" 2>"$tmp/err" || [ ! -s "$tmp/$1" ]; then
		echo "not ok $1"; sed 's/^/  /' "$tmp/err"; failed=$((failed + 1)); return
	fi
	if [ -n "$write" ]; then
		cmp -s "$tmp/$1" "$here/$1" || { cp "$tmp/$1" "$here/$1"; echo "  $1 is written anew"; }
	fi
	if [ ! -f "$here/$1" ]; then
		echo "not ok $1"; echo "  it is not there; ./dev golden writes it"; failed=$((failed + 1)); return
	fi
	if cmp -s "$tmp/$1" "$here/$1"; then
		echo "ok $1"; passed=$((passed + 1))
	else
		echo "not ok $1"; failed=$((failed + 1))
		diff -u "$here/$1" "$tmp/$1" | sed 1,2d | head -30 | sed 's/^/  /'
		echo "  read the difference; if it is meant, ./dev golden"
	fi
}

golden schema.sqlite.sql schema-sqlite
golden schema.postgres.sql schema-postgres
golden openapi.json openapi
golden columns.tsv columns
golden access.tsv access
golden routes.tsv routes
golden rules.tsv rules
golden commands.txt commands

# The DDL is not only text: SQLite takes it.
if command -v sqlite3 >/dev/null 2>&1; then
	if sqlite3 "$tmp/x.db" <"$here/schema.sqlite.sql" 2>"$tmp/err"; then
		echo "ok schema.sqlite.sql runs"; passed=$((passed + 1))
	else
		echo "not ok schema.sqlite.sql runs"; sed 's/^/  /' "$tmp/err"; failed=$((failed + 1))
	fi
fi
# The same text twice is the same: nothing in it depends on time, place or order of addresses.
if [ -s "$tmp/openapi.json" ] && "$annexa" doc openapi | cmp -s - "$tmp/openapi.json"; then
	echo "ok openapi.json is the same every time"; passed=$((passed + 1))
else
	echo "not ok openapi.json is the same every time"; failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
