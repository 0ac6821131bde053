# SPDX-License-Identifier: MIT
# Rampart's build. `make help` lists the targets; V=1 shows commands; VARIANT=asan builds apart.

VERSION := 0.1.0
PREFIX ?= /usr/local
VARIANT ?= release
BUILD := build/$(VARIANT)
PROGRAM := $(if $(filter release,$(VARIANT)),build/rampart,$(BUILD)/rampart)
# Without a caller's CC: gcc, the compiler whose warnings and hardening flags are used in full.
ifeq ($(origin CC),default)
CC := gcc
endif

DEPS_BUILD := pkg-config libsqlite3-dev libldns-dev libyaml-dev libncurses-dev libcurl4-openssl-dev \
	libglib2.0-dev libgmime-3.0-dev libexpat1-dev zlib1g-dev libzip-dev libpsl-dev libjansson-dev \
	libidn2-dev libssl-dev gcc libc6-dev
DEPS_TEST := $(DEPS_BUILD) python3 binutils nsd knot knot-dnsutils ldnsutils unbound dovecot-imapd tmux openssl publicsuffix
DEPS_ASAN := $(DEPS_TEST) clang llvm libclang-rt-14-dev
DEPS_LINT := $(DEPS_BUILD) clang-format clang-tidy cppcheck

MODULES := glib-2.0 gthread-2.0 sqlite3 ldns yaml-0.1 ncursesw libcurl gmime-3.0 expat zlib libzip \
	libpsl jansson libidn2 libcrypto

ifneq ($(V),1)
Q := @
say = @printf '  %-6s %s\n' $(1) $(2)
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all help deps deps-test deps-asan deps-lint run test unit replay asan fuzz bench lint \
	format install uninstall clean

# What is missing is found before anything is compiled, once.
missing = $(strip $(foreach p,$(1),$(if $(wildcard /var/lib/dpkg/info/$(p).list /var/lib/dpkg/info/$(p):*.list),,$(p))))

include tool/flags.mk

SOURCES := $(sort $(wildcard tool/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
LIBRARY := $(BUILD)/librampart.a
MAN := $(BUILD)/rampart.1
UNIT_SOURCES := $(sort $(wildcard tests/unit/*/test_*.c))
UNITS := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ := $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/fuzz/%)
# libFuzzer brings its own main(); everywhere else the corpora are replayed.
FUZZ_MAIN := $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer,tests/fuzz/replay.c)
FUZZ_SECONDS ?= 60

all: $(PROGRAM) $(MAN)

help:
	@sed -n 's/^#: //p' Makefile

#: make                build build/rampart
#: make run            install what is missing, build, load the demo or REPORTS=PATH, open the board
#: make test           install what the tests need, build, run every test
#: make asan           the same tests under ASan and UBSan with leak checking
#: make fuzz           run each fuzz target for FUZZ_SECONDS (60); FUZZ_TARGETS=record for one
#: make bench          measure imports against the floor
#: make lint format    check, or rewrite, the sources
#: make install        DESTDIR= PREFIX=/usr/local; make uninstall takes it back
#: make deps           install the Debian packages that the build needs

$(PROGRAM): $(BUILD)/obj/tool/main.o $(LIBRARY)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Commands and options come from the program's own tables.
$(MAN): tool/man/rampart.1 $(PROGRAM)
	$(call say,MAN,$@)
	$(Q)$(PROGRAM) __man > $@.tables
	$(Q)sed -e '/^\.\\" TABLES$$/{r $@.tables' -e 'd}' $< > $@

$(LIBRARY): $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcsD $@ $^

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY) $(BUILD)/flags
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) \
		-o $@ $< $(LIBRARY) $(LIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(LIBRARY) $(BUILD)/flags
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) \
		-o $@ $< $(FUZZ_MAIN) $(LIBRARY) $(LIBS)

# Changed flags rebuild everything; the file changes only when they do.
$(BUILD)/flags: FORCE
	$(Q)mkdir -p $(@D) && printf '%s\n' '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)' > $@.new && \
		{ cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
FORCE:

-include $(OBJECTS:.o=.d) $(BUILD)/obj/tool/main.d $(UNITS:=.d) $(FUZZ:=.d)

deps:
	$(Q)tool/install-deps $(call missing,$(DEPS_BUILD))
deps-test:
	$(Q)tool/install-deps $(call missing,$(DEPS_TEST))
deps-asan:
	$(Q)tool/install-deps $(call missing,$(DEPS_ASAN))
deps-lint:
	$(Q)tool/install-deps $(call missing,$(DEPS_LINT))

run: deps
	$(Q)$(MAKE) --no-print-directory all >&2
	$(Q)RAMPART=$(PROGRAM) tool/run $(REPORTS)

unit: $(UNITS)
replay: $(FUZZ)

test: deps-test
	$(Q)$(MAKE) --no-print-directory all unit replay
	$(Q)tests/run --build $(BUILD) --program $(PROGRAM) $(TESTS)

asan: deps-asan
	$(Q)$(MAKE) --no-print-directory VARIANT=asan CC=clang all unit replay
	$(Q)tests/run --build build/asan --program build/asan/rampart $(TESTS)

fuzz: deps-asan
	$(Q)$(MAKE) --no-print-directory VARIANT=fuzz CC=clang replay
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(FUZZ_TARGETS)

bench: deps-test
	$(Q)$(MAKE) --no-print-directory all
	$(Q)CC='$(CC)' tests/bench/run $(BENCH)

FORMATTED := $(sort $(wildcard tool/*/*.[ch] tool/*.c tests/unit/*/*.c tests/fuzz/*.c tests/bench/*.c))
# Macros of libraries that cppcheck does not know, in the shape that matters to it.
CPPCHECK_MACROS := '-DG_GNUC_PRINTF(a,b)=' '-DG_DEFINE_QUARK(a,b)=' \
	'-Djson_array_foreach(a,i,v)=for(i=0;i<json_array_size(a)&&(v=json_array_get(a,i));i++)' \
	'-Djson_object_foreach(o,k,v)=for(k=0;(v=json_object_get(o,k));)'
lint: deps-lint
	$(Q)clang-format --dry-run -Werror $(FORMATTED)
	$(Q)cppcheck --enable=warning,performance,portability --inline-suppr --std=c11 -j2 \
		--suppress=missingIncludeSystem --library=gtk --error-exitcode=1 -q \
		$(CPPCHECK_MACROS) -Itool tool
format: deps-lint
	$(Q)clang-format -i $(FORMATTED)

DATA := $(DESTDIR)$(PREFIX)/share/rampart
MANDIR := $(DESTDIR)$(PREFIX)/share/man/man1
install: all
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/playbooks $(MANDIR)
	$(Q)install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/rampart
	$(Q)install -m 644 $(MAN) $(MANDIR)/rampart.1
	$(Q)cd playbooks && find . -type f -exec install -D -m 644 {} $(abspath $(DATA))/playbooks/{} \;
uninstall:
	$(Q)rm -f $(DESTDIR)$(PREFIX)/bin/rampart $(MANDIR)/rampart.1
	$(Q)rm -rf $(DATA)

clean:
	$(Q)rm -rf build
