# One plain, non-recursive Makefile. `make help` lists what it can do.
.DELETE_ON_ERROR:
.SUFFIXES:
B ?= build
V ?= 0
WERROR ?= 0
PREFIX ?= /usr
DESTDIR ?=
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0
SAN ?=

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@echo "  $(1)	$(2)";)

# ---- flags -------------------------------------------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wcast-qual -Wcast-align -Wpointer-arith -Wwrite-strings \
	-Wundef -Wformat=2 -Wvla -Wswitch-enum -Wnull-dereference -Wdouble-promotion -Wredundant-decls \
	-Wimplicit-fallthrough -Wfloat-equal -Wunused-result
GCC_WARN := -Wjump-misses-init -Wlogical-op -Wduplicated-cond -Wduplicated-branches
ifeq ($(findstring clang,$(CC)),)
WARN += $(GCC_WARN)
endif
OPT ?= -O2 -g
HARDEN := -fstack-protector-strong -fno-common -fPIE
FORTIFY := $(if $(SAN),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
# What the tests themselves say is compiled to run once, not to run fast: that is a quarter of the time.
TEST_OPT ?= -O0 -g
TUNE = $(OPT) $(FORTIFY)
$(B)/tests/%.o: TUNE = $(TEST_OPT)
# Those that measure, and those that include the module they test: a whole day of the virtual press is in there.
$(B)/tests/bench/%.o $(B)/tests/unit/sim/%.o: TUNE = $(OPT) $(FORTIFY)
CPPFLAGS += -D_GNU_SOURCE -I. -I$(B) -DANDON_VERSION='"$(VERSION)"'
CFLAGS += -std=c17 $(TUNE) $(HARDEN) $(WARN) $(SAN) $(if $(filter 1,$(WERROR)),-Werror)
# data/service/crash.c finds the way by the compiler's unwinder: a part of the program, not one library more in memory.
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(if $(SAN),,-static-libgcc) $(SAN)

# ---- what is in the house ----------------------------------------------------------------------------------
# A folder of sources is one archive; a program is its main file and the archives it needs, in link order.
FOLDERS := data/model data/words data/predict data/decode data/sparkplug data/discover data/config data/link data/confine data/store data/store/hub data/hub/line data/hub/hook data/gateway/core data/serve data/service \
	andon/engine andon/inputs andon/outputs andon/service console/announce console/theme console/terminal console/widgets console/panels \
	console/output console/encode console/setup console/forms console/input console/screens console/tend andon/ctl/codes andon/ctl/replay andon/ctl/predict andon/ctl/capture andon/ctl/discover andon/ctl/station andon/ctl/config
# Some have a part of theirs in a folder of its own: what people enter, what somebody must respond to.
INSIDE := \
	andon/engine/checks \
	andon/engine/light \
	andon/engine/people \
	andon/engine/response \
	console/forms/andon \
	console/panels/andon \
	console/panels/charts \
	console/panels/line \
	console/panels/report \
	console/panels/score \
	console/widgets/charts \
	data/config/plant \
	data/config/program \
	data/config/response \
	data/config/signed \
	data/config/source \
	data/config/tower \
	data/decode/capture \
	data/decode/formats \
	data/model/andon \
	data/model/line \
	data/model/report \
	data/model/sync \
	data/store/upstream
src = $(sort $(wildcard $(1)/*.c $(addsuffix /*.c,$(filter $(1)/%,$(INSIDE)))))
obj = $(patsubst %.c,$(B)/%.o,$(1))
lib = $(B)/lib$(subst /,-,$(1)).a
libs = $(foreach f,$(1),$(call lib,$(f)))

PROGRAMS := andond andonctl andon-sim andon-console andon-notify andon-hub andon-gateway

MAIN_andond := $(call src,andon)
FOLD_andond := andon/service data/serve data/store data/link data/confine andon/inputs andon/outputs andon/engine data/predict data/decode data/sparkplug data/config data/service data/model
PKGS_andond := libuv sqlite3 jansson inih nettle libprotobuf-c zlib libseccomp
LIBS_andond := -lpaho-mqtt3as -lssl -lcrypto -lgpiod -lcrypt -lpthread

MAIN_andonctl := $(call src,andon/ctl)
FOLD_andonctl := andon/ctl/config andon/ctl/codes andon/ctl/discover andon/ctl/station andon/ctl/capture andon/ctl/predict andon/ctl/replay andon/service andon/outputs data/store data/link data/confine andon/engine data/discover data/predict data/decode data/sparkplug data/words data/config data/service data/model
PKGS_andonctl := sqlite3 jansson inih nettle libprotobuf-c zlib
LIBS_andonctl := -lpaho-mqtt3as -lssl -lcrypto -lgpiod -lcrypt -lzint -lpthread

MAIN_andon-sim := $(call src,andon/sim)
FOLD_andon-sim := data/link data/decode data/config data/service data/model
PKGS_andon-sim := jansson
LIBS_andon-sim := -lpaho-mqtt3as -lssl -lcrypto -lpthread -lm

MAIN_andon-console := $(call src,console) $(B)/gen/builtin_layouts.c
FOLD_andon-console := console/output console/encode console/terminal console/setup console/tend console/screens console/input console/forms console/panels console/widgets console/theme console/announce data/words data/config data/confine data/model
PKGS_andon-console := ncursesw jansson inih libqrencode libseccomp
LIBS_andon-console :=

MAIN_andon-notify := $(call src,console/notify)
FOLD_andon-notify := console/announce data/words data/config data/confine data/service data/model
PKGS_andon-notify := libnotify jansson inih
LIBS_andon-notify :=

MAIN_andon-hub := $(call src,data/hub)
FOLD_andon-hub := data/hub/hook data/store/hub data/store data/hub/line data/serve data/link data/confine data/decode data/config data/service data/model
PKGS_andon-hub := libuv sqlite3 jansson inih nettle libpq libcurl libseccomp
LIBS_andon-hub := -lpaho-mqtt3as -lssl -lcrypto -lpthread

MAIN_andon-gateway := $(call src,data/gateway)
FOLD_andon-gateway := data/gateway/core data/serve data/link data/confine data/config data/service data/model
PKGS_andon-gateway := libuv jansson inih libmodbus libseccomp
LIBS_andon-gateway := -lpaho-mqtt3as -lssl -lcrypto -lpthread

pkg_cflags := $(shell $(PKG_CONFIG) --cflags ncursesw jansson libpq 2>/dev/null)
CPPFLAGS += $(filter-out -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=600,$(pkg_cflags))
# GLib's headers are not held to our warnings.
CPPFLAGS += $(patsubst -I%,-isystem %,$(filter -I%glib-2.0 -I%glib-2.0/include -I%gdk-pixbuf-2.0,$(shell $(PKG_CONFIG) --cflags libnotify 2>/dev/null)))

# Pure code for unit tests: no curses, paho, sqlite or uv.
UNIT_FOLDERS := andon/ctl/station console/encode console/tend console/setup andon/ctl/codes andon/ctl/predict andon/ctl/replay console/screens console/input console/forms console/panels console/widgets console/theme console/announce andon/service andon/engine data/hub/line data/gateway/core data/discover data/predict data/decode data/sparkplug data/words data/config data/service data/model
SYSTEM_FOLDERS := data/confine console/output data/hub/hook data/serve data/store/hub data/store data/link andon/inputs andon/outputs $(UNIT_FOLDERS)
UNIT_TESTS := $(sort $(wildcard tests/unit/*/test_*.c) $(wildcard tests/screens/test_*.c))
SYSTEM_TESTS := $(sort $(wildcard tests/system/test_*.c tests/system/*/test_*.c))
SCRIPT_TESTS := $(sort $(wildcard tests/system/*.test tests/system/*/*.test))
UNIT_BINS := $(patsubst %.c,$(B)/%,$(UNIT_TESTS))
SYSTEM_BINS := $(patsubst %.c,$(B)/%,$(SYSTEM_TESTS))
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
BENCH_SUPPORT = $(call obj,$(sort $(filter-out tests/bench/bench_% tests/bench/bare_%,$(wildcard tests/bench/*.c))))
BENCH_BARE := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/bench/bare_*.c)))
BENCH_BINS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/bench/bench_*.c)))

# Those that take minutes begin first, beside the many short ones.
SLOW_TESTS := %/packml_live.test %/test_whole_shift_keys %/test_whole_shift_scans %/test_whole_shift_touch %/test_link %/test_console_forms \
	%/test_console %/test_andond_reload %/test_andond_store %/test_sim %/hub_chaos.test %/sparkplug_source.test %/hub_sql.test %/hub_faults.test \
	%/checks.test %/alerts_day.test %/gateway.test %/publish.test %/ssh_view.test %/test_hub_store %/memory.test
slow_first = $(filter $(SLOW_TESTS),$(1)) $(filter-out $(SLOW_TESTS),$(1))

.PHONY: all help deps demo demo-check test unit system lint format check-includes check-headers asan tsan \
	fuzz bench coverage goldens install clean programs
all: programs $(if $(wildcard .git),compile_commands.json)
programs: $(addprefix $(B)/,$(PROGRAMS)) catalogues

help:
	@echo "make              build into $(B)/ (V=1 shows commands, WERROR=1 as CI does)"
	@echo "make deps         install the Debian packages that building, testing and the demo need"
	@echo "make demo         broker, simulated press, daemon, hub, console; leaves nothing behind; LINE=3: a line and its board; STATIONS=2: one console for two"
	@echo "make demo-check   the same path without a terminal"
	@echo "make test         install what is missing, build, run every test; ANDON_CHROMIUM=1: the report's page in a browser, ANDON_SSHD=1: ssh, too"
	@echo "make test-gpio    the daemon on real GPIO lines, the console on a real Linux console, in a VM"
	@echo "make deb          Debian packages into build/; make test-packages installs them in a clean Debian 12, in a VM under systemd"
	@echo "make sbom         what the programs are made of, SPDX 2.3, into $(B)/andon.spdx.json"
	@echo "make soak         endurance: a day at 100 times the speed (SOAK_MINUTES=14.4), an hour of chaos upstream (CHAOS_MINUTES=60), memory, SQLite and power failing at every call"
	@echo "make manual       the book: chapters, pictures of every screen and all man pages in one HTML file, $(B)/manual/index.html"
	@echo "make po           bring console/po/*.po up to what the sources say"
	@echo "make tsan         what has threads of our own, as CI does; tsan-all: also where the same threads meet once more"
	@echo "make lint analyze asan fuzz bench coverage goldens gallery man format install DESTDIR= clean"

# ---- objects -----------------------------------------------------------------------------------------------
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	$(call say,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define FOLDER_RULE
$(call lib,$(1)): $(call obj,$(call src,$(1)))
	@mkdir -p $$(@D)
	$$(call say,AR,$$@)rm -f $$@ && ar rcsD $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call FOLDER_RULE,$(f))))

# The shipped screens are readable INI files compiled in: there is no second truth.
SCREENS := $(sort $(wildcard layouts/screens/*.ini))
$(B)/gen/builtin_layouts.c: $(SCREENS) console/make-builtin.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh console/make-builtin.sh $(SCREENS) > $@

# Words for people: catalogues beside the programs, found from there.
PO := $(sort $(wildcard console/po/*.po))
MO := $(patsubst console/po/%.po,$(B)/locale/%/LC_MESSAGES/andon.mo,$(PO))
$(MO): $(B)/locale/%/LC_MESSAGES/andon.mo: console/po/%.po
	@mkdir -p $(@D)
	$(call say,MO,$@)msgfmt --check-format --check-domain --endianness=little -o $@ $<
# What is marked in the sources now, merged into what is translated; then translate what is new or fuzzy.
po:
	$(Q)mkdir -p $(B) && console/po/extract.sh >$(B)/andon.pot
	$(Q)for p in $(PO); do msgmerge --quiet --update --backup=none --width=100 --add-location=file $$p $(B)/andon.pot && \
		printf '%s: ' $$p && msgfmt --check-format --check-domain --statistics -o /dev/null $$p || exit 1; done
.PHONY: po catalogues
catalogues: $(MO)

# So are the rules of a tower whose configuration has none, and the reasons below every configuration.
$(B)/gen/builtin_rules.c: layouts/rules-default.ini data/config/make-builtin.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh data/config/make-builtin.sh $< data/config/load.h config_default_rules > $@
$(B)/gen/builtin_reasons.c: layouts/reasons-default.ini data/config/make-builtin.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh data/config/make-builtin.sh $< data/config/plant/plant.h config_default_reasons > $@
$(B)/gen/builtin_calls.c: layouts/calls-default.ini data/config/make-builtin.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh data/config/make-builtin.sh $< data/config/response/call_fields.h config_default_calls > $@
SOURCES := $(sort $(wildcard layouts/sources/*.ini))
$(B)/gen/builtin_sources.c: $(SOURCES) layouts/sources data/config/source/make-builtin.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh data/config/source/make-builtin.sh $(SOURCES) > $@
$(call lib,data/config): $(B)/gen/builtin_rules.o $(B)/gen/builtin_reasons.o $(B)/gen/builtin_calls.o $(B)/gen/builtin_sources.o

# Sparkplug's messages from our own table of their fields; what is generated is not held to our warnings.
$(B)/gen/%.pb-c.c $(B)/gen/%.pb-c.h: data/sparkplug/%.proto
	@mkdir -p $(@D)
	$(call say,GEN,$@)protoc-c -Idata/sparkplug --c_out=$(B)/gen $<
$(B)/gen/sparkplug.pb-c.o: CFLAGS := $(filter-out -W%,$(CFLAGS)) -w
$(B)/data/sparkplug/payload.o: $(B)/gen/sparkplug.pb-c.h
$(call lib,data/sparkplug): $(B)/gen/sparkplug.pb-c.o

define PROGRAM_RULE
$(B)/$(1): $$(patsubst $(B)/gen/%.c,$(B)/gen/%.o,$$(filter $(B)/gen/%,$$(MAIN_$(1)))) \
		$$(call obj,$$(filter-out $(B)/gen/%,$$(MAIN_$(1)))) $$(call libs,$$(FOLD_$(1)))
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)$$(CC) $$(LDFLAGS) -o $$@ $$^ \
		$$(if $$(strip $$(PKGS_$(1))),$$(shell $$(PKG_CONFIG) --libs $$(PKGS_$(1)))) $$(LIBS_$(1)) -lm
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM_RULE,$(p))))

# ---- tests -------------------------------------------------------------------------------------------------
# Folders with no sources yet make no archive.
have = $(foreach f,$(1),$(if $(call src,$(f)),$(call lib,$(f))))
TEST_SUPPORT := $(call obj,$(sort $(wildcard tests/support/*.c)))
# What several system tests share, checks of cmocka's included.
SYSTEM_SUPPORT := $(call obj,$(sort $(filter-out $(SYSTEM_TESTS),$(wildcard tests/system/*.c))))
BUILTIN := $(if $(wildcard console/make-builtin.sh),$(B)/gen/builtin_layouts.o)
$(UNIT_BINS): $(B)/%: $(B)/%.o $(BUILTIN) $(call have,$(UNIT_FOLDERS)) | catalogues
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(shell $(PKG_CONFIG) --libs cmocka jansson inih libqrencode libprotobuf-c zlib) -lm
$(SYSTEM_BINS): $(B)/%: $(B)/%.o $(SYSTEM_SUPPORT) $(TEST_SUPPORT) $(BUILTIN) $(call have,$(SYSTEM_FOLDERS))
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(shell $(PKG_CONFIG) --libs cmocka jansson inih libqrencode sqlite3 libuv nettle vterm ncursesw libpq libprotobuf-c zlib libseccomp) -lpaho-mqtt3as -lssl -lcrypto -lgpiod -lutil -lcrypt \
		-lpthread -lm
$(B)/tests/screens/test_layouts_dir: $(call obj,console/layouts.c)
$(B)/tests/screens/test_choice: $(call obj,console/terminal/choice.c console/terminal/kept.c)
# It judges what the benches judge by.
$(B)/tests/unit/predict/test_truth: $(call obj,tests/bench/truth.c)
# The messages of all programs: their manual pages.
$(B)/tests/unit/service/test_messages: $(call obj,data/hub/messages.c data/gateway/messages.c console/notify/messages.c)
# It includes the module it tests.
$(B)/tests/system/test_doctor: $(call obj,andon/ctl/client.c andon/ctl/out.c andon/ctl/say.c andon/ctl/when.c $(wildcard andon/ctl/doctor_*.c))
$(B)/tests/system/test_hub_reader: $(call obj,data/hub/reader.c)
$(BENCH_BINS): $(B)/%: $(B)/%.o $(BENCH_SUPPORT) $(TEST_SUPPORT) $(BUILTIN) $(call have,$(SYSTEM_FOLDERS))
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(shell $(PKG_CONFIG) --libs cmocka jansson inih libqrencode sqlite3 libuv nettle vterm libpq libprotobuf-c zlib libseccomp) -lpaho-mqtt3as -lssl -lcrypto -lgpiod -lutil -lpthread -lm
# What some of them compare with: programs that do the same with nothing around it.
$(BENCH_BARE): $(B)/%: $(B)/%.o
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $< $(shell $(PKG_CONFIG) --libs ncursesw jansson sqlite3) -lpaho-mqtt3as -lssl -lcrypto -lpthread

# `make test` is one command on a fresh machine: it asks for the packages first, but only when some are missing.
test:
	$(Q)packaging/deps.sh --if-missing
	$(Q)$(MAKE) --no-print-directory B=$(B) programs tests
	$(Q)BUILD=$(B) tests/run $(call slow_first,$(SCRIPT_TESTS) $(SYSTEM_BINS) $(UNIT_BINS))
unit: $(UNIT_BINS)
	$(Q)BUILD=$(B) tests/run $(UNIT_BINS)
system: programs $(SYSTEM_BINS)
	$(Q)BUILD=$(B) tests/run $(call slow_first,$(SCRIPT_TESTS) $(SYSTEM_BINS))
# The real daemon on the kernel's GPIO, in a VM that is made once (build-vm).
GUEST_BINS := $(B)/tests/gpio/lines $(B)/tests/gpio/screen $(B)/tests/gpio/vt
$(GUEST_BINS): $(B)/%: $(B)/%.o $(B)/tests/support/term.o $(call lib,data/model)
	$(call say,LD,$@)$(CC) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs vterm jansson) -lutil
test-gpio: $(B)/andond $(B)/andonctl $(B)/andon-console $(GUEST_BINS)
	$(Q)BUILD=$(B) TEST_JOBS=1 tests/run tests/gpio/tower.test tests/gpio/console.test
.PHONY: tests unit-tests gpio-tests test-gpio
tests: unit-tests $(SYSTEM_BINS)
unit-tests: $(UNIT_BINS) catalogues
gpio-tests: $(GUEST_BINS)

# Two minutes of real time tell a sanitizer nothing new, and without memory it is the first to end; gcc's flow warnings are unreliable under them.
SANITIZED_SCRIPTS = $(call slow_first,$(filter-out tests/system/faults/machine.test tests/system/packml_live.test tests/system/report_page.test tests/system/pages.test tests/system/sbom.test \
	tests/system/confine.test tests/system/book.test,$(SCRIPT_TESTS)))
# The threads of andon-notify are GLib's, which is not instrumented; whole days replayed have none, nor has the console,
# nor what is asked of a hub's database alone; what a shim does to memory and clocks is not for another shim to judge.
THREADED_SCRIPTS = $(filter-out tests/system/faults/% tests/system/fault_matrix.test tests/system/notify%.test tests/system/alerts_day.test tests/system/products.test \
	tests/system/ctl_replay.test tests/system/sim_truth.test tests/system/sources.test tests/system/discover.test \
	tests/system/discover_pages.test tests/system/discover_styles.test tests/system/checks.test \
	tests/system/replay%.test tests/system/captures.test tests/system/clock_replay.test \
	tests/system/words.test tests/system/sheet.test tests/system/predict.test tests/system/models_manual.test \
	tests/system/console_station.test tests/system/completion.test tests/system/records.test,$(SANITIZED_SCRIPTS))
SANITIZED_BINS = $(filter-out %/test_confine %/test_whole_shift_keys %/test_whole_shift_scans %/test_whole_shift_touch,$(call slow_first,$(SYSTEM_BINS)))
THREADED_BINS = $(filter-out %/test_console %/test_console_forms %/test_console_andon %/test_console_input %/test_console_start \
	%/test_terminals %/test_tend %/test_attention %/test_setup %/test_visit_console %/test_hub_views %/test_hub_store \
	%/test_hub_migrate %/test_hub_roles %/test_hub_look %/test_hub_powercut %/test_hub_lineage,$(SANITIZED_BINS))
# In these no threads meet that do not meet in those that stay (link, store, reload, sessions, sparkplug, gateway, hub,
# webhook): what differs is what the machine or people do. CI leaves them out: `make tsan-all` has them.
SAME_THREADS := $(patsubst %,tests/system/%.test,hostile_broker hostile_console hostile_terminal hub_sql ssh_view discover_live visit light_live soak_smoke contacts \
	alerts_live alerts_recall ctl_cli ctl_live handover_ctl checks_live prediction_story robot neighbours export hub/failover) \
	$(patsubst %,$(B)/tests/system/%,test_sim test_ctl_scans test_entries test_stops_edit test_predictions_live test_jobs_live \
	test_calls_live test_handover test_figures test_doctor test_export_long store/test_store_look store/test_store_salvage \
	store/test_store_verify store/test_store_figures store/test_store_history store/test_store_recall)
CI_THREADED_BINS = $(filter-out $(SAME_THREADS),$(THREADED_BINS))
asan_make = $(MAKE) --no-print-directory WERROR=0 B=$(B)-asan OPT="-O1 -g1 -fno-omit-frame-pointer" TEST_OPT="-O0 -g1" \
	SAN="-fsanitize=address,undefined -fno-sanitize-recover=all"
tsan_make = $(MAKE) --no-print-directory WERROR=0 B=$(B)-tsan OPT="-O1 -g1 -fno-omit-frame-pointer" TEST_OPT="-O0 -g1" \
	SAN="-fsanitize=thread"
tsan_run = BUILD=$(B)-tsan TSAN_OPTIONS=suppressions=$(CURDIR)/tests/tsan.supp:halt_on_error=0:exitcode=66 tests/run
in_tsan = $(patsubst $(B)/%,$(B)-tsan/%,$(1))
asan: asan-build
	$(Q)BUILD=$(B)-asan ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
		tests/run $(patsubst $(B)/%,$(B)-asan/%,$(SANITIZED_BINS)) $(SANITIZED_SCRIPTS) $(patsubst $(B)/%,$(B)-asan/%,$(UNIT_BINS))
tsan: tsan-build
	$(Q)$(tsan_run) $(call in_tsan,$(CI_THREADED_BINS)) $(filter-out $(SAME_THREADS),$(THREADED_SCRIPTS))
tsan-all:
	$(Q)$(tsan_make) programs $(call in_tsan,$(THREADED_BINS))
	$(Q)$(tsan_run) $(call in_tsan,$(THREADED_BINS)) $(THREADED_SCRIPTS)
# CI builds them while the tests before them wait.
asan-build:
	$(Q)$(asan_make) programs tests
tsan-build:
	$(Q)$(tsan_make) programs $(call in_tsan,$(CI_THREADED_BINS))
.PHONY: tsan-all asan-build tsan-build

FUZZ_SECONDS ?= 30
# The folders are compiled once, by clang, for all targets.
FUZZ_SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
FUZZ_LIBS = $(call libs,console/widgets andon/engine data/predict data/discover data/gateway/core data/decode data/sparkplug data/config data/model)
FUZZ_CONSOLE = $(B)/gen/builtin_layouts.o $(call libs,console/setup console/tend console/screens console/input console/forms console/panels console/theme console/announce data/words)
# What some of them need beside: sources of folders that are not compiled for them.
$(B)/fuzz/facts: $(B)/data/store/hub/facts.o
$(B)/fuzz/csv: $(B)/andon/ctl/predict/fields.o
$(B)/fuzz/catalogue: $(call lib,data/words)
# Those that need the whole of the console, which is compiled once for them.
$(B)/fuzz/board: $(call lib,data/hub/line)
$(B)/fuzz/kept: $(FUZZ_CONSOLE) $(call libs,console/terminal data/hub/line) $(B)/data/gateway/state.o $(B)/data/hub/known.o
$(B)/fuzz/setup: $(FUZZ_CONSOLE) $(B)/andon/ctl/station/change.o
$(B)/fuzz/terminal: $(FUZZ_CONSOLE) $(B)/console/tty.o $(call libs,console/output console/encode)
$(B)/fuzz/%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(FUZZ_LIBS)
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)$(CC) $(CPPFLAGS) -std=c17 $(OPT) $(subst fuzzer-no-link,fuzzer,$(SAN)) -o $@ $< $(filter %.o,$^) -Wl,--start-group $(sort $(filter %.a,$^)) -Wl,--end-group \
		$(shell $(PKG_CONFIG) --libs jansson inih ncursesw libqrencode libprotobuf-c zlib) -lutil -lm
fuzz-targets: $(addprefix $(B)/fuzz/,$(FUZZ_TARGETS))
fuzz:
	$(Q)$(MAKE) --no-print-directory WERROR=0 CC=clang B=$(B)-fuzz OPT="-O1 -g1" SAN="$(FUZZ_SAN)" fuzz-targets
	$(Q)B=$(B)-fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(FUZZ_TARGETS)
.PHONY: fuzz-targets

bench: programs $(BENCH_BINS) $(BENCH_BARE)
	$(Q)B=$(B) tests/bench/run $(BENCH_BINS)

# 24 simulated hours at a hundred times the speed: 14.4 minutes, or SOAK_MINUTES=. Then an hour of chaos upstream
# (CHAOS_MINUTES=, CHAOS_STATIONS=).
soak: programs $(addprefix $(B)/tests/system/store/,test_store_nth test_store_powercut test_hub_powercut)
	$(Q)BUILD=$(B) tests/soak/run
	$(Q)BUILD=$(B) tests/soak/hub
	$(Q)BUILD=$(B) MEMORY=all tests/system/faults/memory.test
	$(Q)NTH=all $(B)/tests/system/store/test_store_nth
	$(Q)POWERCUT=all $(B)/tests/system/store/test_store_powercut
	$(Q)POWERCUT=all $(B)/tests/system/store/test_hub_powercut
.PHONY: soak

# Lines of the pure folders that the unit tests reach; fails under 90 %.
coverage:
	$(Q)$(MAKE) --no-print-directory WERROR=0 B=$(B)-cov OPT="-O0 -g" SAN="--coverage" unit-tests
	$(Q)BUILD=$(B)-cov tests/run $(patsubst $(B)/%,$(B)-cov/%,$(UNIT_BINS))
	$(Q)tests/coverage.sh $(B)-cov 90 data/model data/predict data/decode data/sparkplug data/gateway/core andon/engine

goldens: $(UNIT_BINS)
	$(Q)GOLDENS=write BUILD=$(B) tests/run $(filter $(B)/tests/screens/%,$(filter-out %/test_gallery,$(UNIT_BINS)))
	$(Q)GOLDENS=write $(B)/tests/screens/test_gallery
# The page with a picture of every screen, from the goldens; a test tells when it is older.
gallery: $(B)/tests/screens/test_gallery
	$(Q)GOLDENS=write $<
.PHONY: gallery

# The manual as one HTML file: chapters and pages, pictures from the goldens; a broken link fails. Its colours are the themes'.
MANUAL := $(B)/manual/index.html
MANUAL_FROM := $(wildcard packaging/manual/* packaging/man/*.[1578] tests/screens/golden/*.txt) SECURITY.md data/model/protocol.h
.PHONY: manual manual-colours
manual: $(MANUAL)
$(MANUAL): $(MANUAL_FROM)
	$(call say,BOOK,$@)python3 packaging/manual/build.py $(VERSION) $@
manual-colours: $(B)/tests/screens/test_book
	$(Q)GOLDENS=write $<

# The tables of andon.conf(5) from those of the parser, messages of each daemon's page from its table, options, commands and
# panels from what the programs say of themselves; tests tell when a page is older.
.PHONY: man
man: $(B)/tests/unit/config/test_man $(B)/tests/unit/service/test_messages $(B)/tests/unit/service/test_metrics programs
	$(Q)for t in $(filter $(B)/tests/%,$^); do GOLDENS=write $$t || exit 1; done
	$(Q)BUILD=$(B) packaging/man/reference.py --write

# ---- care --------------------------------------------------------------------------------------------------
C_FILES = $(shell git ls-files '*.c' '*.h')
lint: compile_commands.json check-includes check-headers $(B)/gen/sparkplug.pb-c.h
	$(Q)mkdir -p $(B)
	$(Q)packaging/lint.sh $(B)
# Not optimised: that is how it reads sources as they are written. With the bench, not for each run.
.PHONY: analyze
analyze: $(B)/gen/sparkplug.pb-c.h
	$(Q)packaging/analyze.sh $(B) gcc $(CPPFLAGS) -std=c17
format:
	$(Q)clang-format -i $(C_FILES)
check-includes:
	$(Q)packaging/check-includes.sh
check-headers:
	$(Q)for h in $$(git ls-files '*.h'); do $(CC) $(CPPFLAGS) $(filter-out -fPIE,$(CFLAGS)) -Werror -Wno-unused-macros \
		-fsyntax-only -x c $$h || exit 1; done

compile_commands.json: Makefile packaging/compile-commands.sh $(wildcard .git/index)
	$(call say,GEN,$@)packaging/compile-commands.sh "$(CC) $(CPPFLAGS) $(CFLAGS)" > $@

deps:
	$(Q)packaging/deps.sh
demo:
	$(Q)packaging/deps.sh --demo
	$(Q)$(MAKE) --no-print-directory B=$(B) programs
	$(Q)BUILD=$(B) LINE="$(LINE)" STATIONS="$(STATIONS)" packaging/demo.sh
demo-check:
	$(Q)packaging/deps.sh --if-missing
	$(Q)$(MAKE) --no-print-directory B=$(B) programs
	$(Q)BUILD=$(B) LINE="$(LINE)" packaging/demo.sh --check

install: programs $(MANUAL)
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/andon/screens $(DESTDIR)$(PREFIX)/share/andon/stations
	$(Q)install -m 755 $(addprefix $(B)/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/bin
	$(Q)install -m 644 $(SCREENS) layouts/screens/README.md $(DESTDIR)$(PREFIX)/share/andon/screens
	$(Q)install -m 644 layouts/rules-default.ini layouts/reasons-default.ini layouts/calls-default.ini $(DESTDIR)$(PREFIX)/share/andon
	$(Q)for d in broker ssh; do install -d $(DESTDIR)$(PREFIX)/share/andon/$$d; \
		install -m 644 layouts/$$d/*.conf $(DESTDIR)$(PREFIX)/share/andon/$$d; done
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/andon/hub && install -m 644 layouts/hub/*.ini $(DESTDIR)$(PREFIX)/share/andon/hub
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/andon/gateway && install -m 644 layouts/gateway/*.ini $(DESTDIR)$(PREFIX)/share/andon/gateway
	$(Q)for d in layouts/stations/*/; do n=$$(basename $$d); \
		install -d $(DESTDIR)$(PREFIX)/share/andon/stations/$$n; \
		install -m 644 $$d*.ini $(DESTDIR)$(PREFIX)/share/andon/stations/$$n; done
	$(Q)for l in $(patsubst console/po/%.po,%,$(PO)); do install -d $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES; \
		install -m 644 $(B)/locale/$$l/LC_MESSAGES/andon.mo $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES; done
	$(Q)for m in $(wildcard packaging/man/*.[1578]); do s=$${m##*.}; install -d $(DESTDIR)$(PREFIX)/share/man/man$$s; \
		install -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man$$s; done
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions
	$(Q)for p in $(PROGRAMS); do \
		install -m 644 packaging/completion/andon.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$p; \
		sed "s/@PROGRAM@/$$p/" packaging/completion/andon.zsh >$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_$$p; done
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/doc/andon && install -m 644 $(MANUAL) $(DESTDIR)$(PREFIX)/share/doc/andon/manual.html
	$(Q)install -d $(DESTDIR)$(PREFIX)/lib/systemd/system && install -m 644 $(wildcard packaging/systemd/*.service packaging/systemd/*.timer) $(DESTDIR)$(PREFIX)/lib/systemd/system

# A clean Debian 12 (debootstrap): the packages, their units under a real systemd in the VM; a newcomer with the README.
.PHONY: test-packages
test-packages: programs gpio-tests
	$(Q)BUILD=$(B) TEST_JOBS=2 TEST_TIMEOUT_MULTIPLIER=4 tests/run tests/packages/packages.test tests/packages/newcomer.test

# Debian packages in B: built where the sources are links, so that what is compiled already is used as it is.
.PHONY: deb
deb: programs catalogues
	$(Q)packaging/deb.sh $(B) $(VERSION)

# What the programs are made of: SPDX 2.3, also in each package.
.PHONY: sbom
sbom: programs
	$(Q)packaging/sbom.py --version $(VERSION) $(addprefix $(B)/,$(PROGRAMS)) >$(B)/andon.spdx.json
	@echo "$(B)/andon.spdx.json"

clean:
	$(Q)rm -rf $(B) $(B)-asan $(B)-tsan $(B)-cov $(B)-fuzz build-vm build-root compile_commands.json

-include $(shell find $(B) -name '*.d' -type f 2>/dev/null)
