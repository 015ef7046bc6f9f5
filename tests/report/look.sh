#!/bin/sh
# Reads the sample reports with other programs: poppler for PDF, unzip and python for XLSX.
# usage: tests/report/look.sh path/to/annexa-unit        prints TAP
set -eu
unit=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0 failed=0

# check NAME COMMAND...: one TAP line, ok if the command succeeds
check() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >"$dir/log" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$dir/log"
		failed=1
	fi
}

same() { [ "$1" = "$2" ] || { echo "is $1, should be $2"; return 1; }; }
count() { grep -c -- "$1" "$2" || true; }
well_formed() { find "$1" -name '*.xml' -exec python3 -c \
	'import sys,xml.dom.minidom as m; [m.parse(f) for f in sys.argv[1:]]' {} +; }

mkdir "$dir/a" "$dir/b" "$dir/x"
ANNEXA_TEST_OUT=$dir/a "$unit" test_report_format__samples_to_a_folder >/dev/null 2>&1
TZ=Asia/Tokyo LC_ALL=de_DE.UTF-8 LANGUAGE=de ANNEXA_TEST_OUT=$dir/b \
	"$unit" test_report_format__samples_to_a_folder >/dev/null 2>&1
for f in soa.pdf soa.xlsx soa.csv soa.json soa.html management-review.pdf; do
	check "$f: same bytes in another process, time zone and locale" cmp "$dir/a/$f" "$dir/b/$f"
done

cd "$dir/a"
pdftotext -layout soa.pdf soa.txt
pages=$(pdfinfo soa.pdf | sed -n 's/^Pages: *//p')
check "table head on every page" same "$(count 'Control  *Title  *Applicable' soa.txt)" "$pages"
check "page x of y on every page" same "$(count "Page [0-9]* of $pages\$" soa.txt)" "$pages"
check "stamp on every page" same "$(count 'Confidential$' soa.txt)" "$pages"
check "checkpoint whole on every page" same "$(count 'b3c4d5e6f708192a3b4c5d$' soa.txt)" "$pages"
check "each of the 93 controls once" same \
	"$(grep -oE '^ *A\.[5-8]\.[0-9]+ ' soa.txt | sort -u | wc -l)" 93
check "accents" grep -q 'Łódź, Ærø, İstanbul' soa.txt
check "title" grep -q '^Title: *Statement of Applicability$' <<END
$(pdfinfo soa.pdf)
END
check "A4 landscape" grep -q '841.89 x 595.28' <<END
$(pdfinfo soa.pdf)
END
check "fonts are embedded" same "$(pdffonts soa.pdf | tail -n +3 | grep -vc ' yes yes yes ')" 0

pdftotext -layout management-review.pdf review.txt
toc=$(sed -n 's/^Annex: empty table .* \([0-9]*\)$/\1/p' review.txt | head -1)
pdftotext -f "$toc" -l "$toc" management-review.pdf page.txt
check "contents name the right page" grep -q '^Annex: empty table$' page.txt

(cd "$dir/x" && unzip -q "$dir/a/soa.xlsx")
check "XLSX parts are well-formed" well_formed "$dir/x"
check "XLSX has no formulas" same "$(cat "$dir"/x/xl/worksheets/*.xml | grep -c '<f>' || true)" 0
check "XLSX has a frozen head" grep -q 'state="frozen"' "$dir/x/xl/worksheets/sheet2.xml"
check "XLSX has a filter" grep -q '<autoFilter ref="A1:I94"/>' "$dir/x/xl/worksheets/sheet2.xml"
check "XLSX dates are numbers" grep -q '<v>46477</v>' "$dir/x/xl/worksheets/sheet2.xml"
echo "1..$n"
exit $failed
