#!/bin/sh
# Succeeds where no name can be looked up: the machine is configured without a name server, so no registry of packages
# can be reached from it, now or later. Asked only when something could not be had: it tells tests that cannot be run
# here from those that failed. A registry that is down, or has no such package, is a failure.
! grep -Eqs '^[[:space:]]*nameserver[[:space:]]' /etc/resolv.conf
