# SPDX-License-Identifier: MIT
# Compiler flags of each variant. A caller's CFLAGS, CPPFLAGS and LDFLAGS are added, never replaced.

CLANG := $(findstring clang,$(shell $(CC) --version 2>/dev/null))

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align \
	-Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith \
	-Wwrite-strings -Wundef -Wvla -Wswitch-enum -Wdouble-promotion -Wunused-macros -fno-common
ifeq ($(CLANG),)
WARNINGS += -Wcast-qual -Wnull-dereference -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wjump-misses-init \
	-Wformat-overflow=2 -Wformat-truncation=2 -Wformat-signedness
else
WARNINGS += -Wcomma -Wassign-enum -Wmissing-variable-declarations -Wunreachable-code
endif
ifeq ($(DEVELOPER),1)
WARNINGS += -Werror
endif

HARDEN_release := -O2 -g -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fno-delete-null-pointer-checks -fno-strict-overflow
ifeq ($(CLANG),)
HARDEN_release += -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
endif
LINK_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,nodlopen,--as-needed,--build-id

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
HARDEN_asan := -O1 -g -fPIE -fno-omit-frame-pointer $(SANITIZE)
LINK_asan := -pie $(SANITIZE)
HARDEN_fuzz := -fsanitize=fuzzer-no-link $(HARDEN_asan)
LINK_fuzz := $(LINK_asan)

# Headers of libraries are not ours to warn about.
MODULE_CFLAGS := $(patsubst -I%,-isystem%,$(filter-out -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=600,\
	$(shell pkg-config --cflags $(MODULES) 2>/dev/null)))
LIBS := $(shell pkg-config --libs $(MODULES) 2>/dev/null) -lm -pthread
# "sqlite3 3.40.1, …": what --version says.
LIBRARIES := $(shell for m in $(MODULES); do pkg-config --modversion $$m 2>/dev/null | sed "s/^/$$m /"; done | paste -sd, | sed 's/,/, /g')

ALL_CPPFLAGS := -Itool -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -DRAMPART_VERSION='"$(VERSION)"' \
	-DRAMPART_DATA_DIR='"$(PREFIX)/share/rampart"' -DRAMPART_LIBRARIES='"$(LIBRARIES)"' $(MODULE_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS := -std=c17 -pthread $(WARNINGS) $(HARDEN_$(VARIANT)) -ffile-prefix-map=$(CURDIR)=. \
	-Wdate-time $(CFLAGS)
ALL_LDFLAGS := $(LINK_$(VARIANT)) $(LDFLAGS)
