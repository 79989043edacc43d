"""Records what a program and its children would send to others, with a library loaded before all.

It writes down every name that is looked up and every address that is not this machine's own and is
connected or sent to, and lets the call go on. Linux only, and made by a C compiler.
"""

import shutil
import subprocess
import sys
from pathlib import Path

_SOURCE = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void note(const char *what, const char *whom) {
    char line[512];
    int length = snprintf(line, sizeof line, "%s %s\n", what, whom);
    int file = open(getenv("EAVESDROPPED"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || write(file, line, length) != length) abort();
    close(file);
}

static void name(const char *what, const char *whom) {
    struct in6_addr number;
    if (whom != NULL && strcmp(whom, "localhost") != 0 && inet_pton(AF_INET, whom, &number) != 1
        && inet_pton(AF_INET6, whom, &number) != 1) note(what, whom);
}

static void address(const char *what, const struct sockaddr *to) {
    char whom[INET6_ADDRSTRLEN] = "";
    if (to != NULL && to->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)to)->sin_addr, whom, sizeof whom);
    if (to != NULL && to->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)to)->sin6_addr, whom, sizeof whom);
    if (*whom && strncmp(whom, "127.", 4) != 0 && strcmp(whom, "::1") != 0) note(what, whom);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    REAL(getaddrinfo);
    name("looks up", node);
    return real(node, service, hints, found);
}

struct hostent *gethostbyname(const char *node) {
    REAL(gethostbyname);
    name("looks up", node);
    return real(node);
}

int gethostbyname_r(const char *node, struct hostent *into, char *room, size_t size,
                    struct hostent **found, int *error) {
    REAL(gethostbyname_r);
    name("looks up", node);
    return real(node, into, room, size, found, error);
}

int connect(int file, const struct sockaddr *to, socklen_t size) {
    REAL(connect);
    address("connects to", to);
    return real(file, to, size);
}

ssize_t sendto(int file, const void *what, size_t length, int how, const struct sockaddr *to,
               socklen_t size) {
    REAL(sendto);
    address("sends to", to);
    return real(file, what, length, how, to, size);
}

ssize_t sendmsg(int file, const struct msghdr *what, int how) {
    REAL(sendmsg);
    address("sends to", what->msg_name);
    return real(file, what, how);
}
"""


def why_not() -> str:
    """Why there can be no eavesdropper on this machine; empty: there can."""
    if not sys.platform.startswith("linux"):
        return "needs Linux"
    return "" if shutil.which("gcc") else "needs gcc and libc6-dev"


def made(folder: Path) -> dict[str, str]:
    """Makes one in a folder; returns the environment variables of the observed program."""
    source, library = folder / "eavesdropper.c", folder / "eavesdropper.so"
    source.write_text(_SOURCE, "utf-8")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, cwd=folder
    )
    return {"LD_PRELOAD": str(library), "EAVESDROPPED": str(folder / "heard")}


def heard(folder: Path) -> list[str]:
    """The lines recorded by the one made in that folder."""
    record = folder / "heard"
    return record.read_text("utf-8").splitlines() if record.exists() else []
