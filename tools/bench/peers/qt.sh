#!/bin/sh
# Compiles the Qt peer: qt.sh -o PROGRAM. Exit status 127 where Qt 6 SCXML is not there.
set -eu
here=$(dirname "$0")
tools=/usr/lib/qt6/libexec
include=/usr/include/$(gcc -print-multiarch)/qt6
if [ ! -x $tools/qscxmlc ] || [ ! -d "$include/QtScxml" ]; then
  echo "fatal error: qscxmlc: No such file" >&2
  exit 127
fi
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
$tools/qscxmlc --header "$made/phone.h" --impl "$made/phone.cpp" "$here/phone.scxml"
$tools/moc "$here/phonemodel.h" -o "$made/moc_phonemodel.cpp"
# The chart's Q_OBJECT stands in the header that qscxmlc wrote.
$tools/moc "$made/phone.h" -o "$made/moc_phone.cpp" 2>/dev/null || : > "$made/moc_phone.cpp"
flags="-std=c++20 -O3 -DNDEBUG -fPIC -I$here -I$made -I$include -I$include/QtCore -I$include/QtScxml"
g++ $flags "$here/qt.cpp" "$made/phone.cpp" "$made/moc_phonemodel.cpp" -lQt6Scxml -lQt6Core "$@"
