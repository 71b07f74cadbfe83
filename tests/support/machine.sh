# Makes a bare Debian 12 with debootstrap. Sourced by what tests in one; needs root, in a namespace of its own for
# mounts. Packages come from the apt sources of this machine: its apt configuration is copied.
# shellcheck shell=sh

# The URI of the archive that apt takes Debian 12 from.
mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' \
        'Component: main' | sed q
}

# debootstrap does not read apt's proxy setting.
use_apt_proxy() {
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    [ -z "${http_proxy-}" ] || export http_proxy
    [ -z "${https_proxy-}" ] || export https_proxy
}

# $1: the machine's root folder, $2: packages besides the least that there is, with a comma
# between them; there may be none.
install_machine() {
    include=${2-}
    uri=$(mirror)
    [ -n "$uri" ] || { echo "apt has no source of Debian 12 (bookworm)" >&2; exit 2; }
    (use_apt_proxy && debootstrap --variant=minbase ${include:+--include="$include"} bookworm "$1" "$uri")
    rm -rf "$1/etc/apt"
    cp -a /etc/apt "$1/etc/apt"
    cp -a /usr/share/keyrings/. "$1/usr/share/keyrings"
    cp -L /etc/resolv.conf /etc/hosts "$1/etc"
    # No package starts a service.
    printf '#!/bin/sh\nexit 101\n' > "$1/usr/sbin/policy-rc.d"
    chmod +x "$1/usr/sbin/policy-rc.d"
}

mount_kernel_folders() {
    mount -t proc proc "$1/proc"
    mount --rbind /sys "$1/sys"
    mount --rbind /dev "$1/dev"
    mount -t tmpfs shm "$1/dev/shm"
}
