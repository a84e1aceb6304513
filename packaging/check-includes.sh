#!/bin/sh
# Dependencies point one way, each third-party header has one home and each folder its place on the map. Prints each breach.
set -u
bad=0
breach() {
    [ -z "$1" ] && return
    printf '%s\n' "$1" | sed "s|^|include rule: $2: |"
    bad=1
}
# included HEADER-REGEX by files under SCOPE, except those matching ALLOWED
only_in() {
    breach "$(git grep -nE "^#include <($1)" -- 'andon/*' 'console/*' 'data/*' | grep -vE "^($2)")" "$3"
}
never() {
    breach "$(git grep -nE "^#include \"($1)" -- "$2/*")" "$2 may not use this"
}
only_in '(n?curses|term|panel|ncursesw/.*)\.h' 'console/(tty|output/(terminfo|keys))\.c:' 'curses belongs in console/tty.c'
only_in 'MQTT.*\.h' 'data/link/' 'paho belongs in data/link'
only_in 'openssl/.*' 'data/(link/tls|store/upstream/sign)\.c:' 'OpenSSL belongs in data/link/tls.c and data/store/upstream/sign.c'
only_in '(sqlite3|libpq-fe)\.h' 'data/store/' 'SQL belongs in data/store'
only_in 'nettle/.*' 'data/store/' 'hashing belongs in data/store'
only_in '(protobuf-c/.*|.*\.pb-c)\.h' 'data/sparkplug/payload\.c:' 'protobuf-c belongs in data/sparkplug/payload.c'
only_in 'zlib\.h' '(data/sparkplug/inflate|andon/ctl/replay/recording)\.c:' 'zlib belongs in data/sparkplug/inflate.c and andon/ctl/replay/recording.c'
only_in 'curl/.*' 'data/hub/hook/send\.c:' 'libcurl belongs in data/hub/hook/send.c'
only_in 'gpiod\.h' 'andon/(outputs|inputs)/' 'gpiod belongs in andon/outputs and andon/inputs'
only_in '(libnotify/.*|glib.*|gio/.*)' 'console/notify/' 'libnotify belongs in console/notify'
only_in 'modbus.*\.h' 'data/gateway/bus\.c:' 'libmodbus belongs in data/gateway/bus.c'
only_in 'seccomp\.h' 'data/confine/confine\.c:' 'libseccomp belongs in data/confine/confine.c'
only_in 'ini\.h' 'data/config/' 'inih belongs in data/config'
only_in 'qrencode\.h' 'console/widgets/qr\.c:' 'libqrencode belongs in console/widgets/qr.c'
only_in 'zint\.h' 'andon/ctl/codes/symbol\.c:' 'libzint belongs in andon/ctl/codes/symbol.c'
only_in 'uv\.h' 'andon/[a-z_]*\.[ch]:|data/serve/|data/service/(turn|wake)\.[ch]:|data/hub/|data/gateway/worker\.c:' 'libuv belongs in the daemons and data/serve'
only_in 'crypt\.h' 'andon/service/secret\.c:' 'crypt(3) belongs in andon/service/secret.c'
never 'andon/' data
never 'console/' data
never 'console/' andon
never 'andon/' console
never 'data/(link|store|serve|decode|hub|gateway|predict)/' console
never 'data/(link|store|serve)/' andon/engine
for pure in console/encode data/model data/predict data/decode data/sparkplug data/gateway/core andon/engine console/widgets console/theme console/input console/announce data/words; do
    breach "$(git grep -nE '(^|[^a-z_>])(fopen|open|read|write|socket|time|clock_gettime|gettimeofday|localtime(_r)?|gmtime(_r)?|getenv|printf|fprintf|exit|abort|rand|random|sleep|usleep)\(' \
        -- "$pure/*.c" ':!data/words/load.c' | grep -vE ':[[:space:]]*(/?\*|//)')" "$pure is pure: no I/O, no clock"
done
breach "$(git grep -nE '(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|system)\(' -- '*.c' '*.h')" \
    'a call with no place here'
breach "$(git grep -nE '(^|[^A-Za-z0-9_])(popen|wordexp|dlopen|dlmopen)\(' -- 'andon/*' 'console/*' 'data/*')" \
    'no shell and no plug-in from the product'
# Processes are made in five places: the daemon detaches, the console starts andond, and andonctl for setting up; desktop
# notifications have a child that may hang, and who tries GPIO lines one that puts a line back when the other is killed.
# Each by name and fixed arguments, no shell between.
breach "$(git grep -nE '(^|[^A-Za-z0-9_])(v?fork|exec(l|lp|le|v|vp|ve|vpe|veat)|fexecve|posix_spawnp?|uv_spawn|clone)\(' \
    -- 'andon/*' 'console/*' 'data/*' |
    grep -vE '^(andon/service/ready\.c|andon/ctl/outputs_try\.c|console/notify/desktop\.c):[0-9]+:.* fork\(\)|^console/(start|setup_helper)\.c:[0-9]+:.* posix_spawnp\(')" \
    'no other program is started from here'
# The README's map of folders is the folders: each that has sources stands once in the first column.
breach "$({
    git ls-files 'andon/*.[ch]' 'console/*.[ch]' 'data/*.[ch]' | sed 's|/[^/]*$||' | sort -u | sed p
    sed -n '/^| folder |/,/^$/p' README.md | cut -d'|' -f2 | grep -oE '`(andon|console|data)[^`]*`' | tr -d '`' | sed 's|/$||' |
        grep -vx console/po | sort
} | sort | uniq -c | awk '$1 != 3 { print $2 }')" 'the map of folders in README.md must name each folder with sources once'
exit $bad
