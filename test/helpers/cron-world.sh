#!/bin/sh
# Runs a real cron daemon that nothing outside can see: in a mount namespace of its own, with empty tables.
# Started by `unshare --mount`. Installs the timer, prints "ready", and ends when a line comes in.
#   cron-world.sh NODE CLI
set -eu
node=$1
cli=$2

mount -t tmpfs tmpfs /var/spool/cron
mkdir -m 1730 /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
mount -t tmpfs tmpfs /etc/cron.d
mount -t tmpfs tmpfs /run
mount --bind /dev/null /etc/crontab

echo '0 4 1 1 * true' | crontab -
/usr/sbin/cron -f >/dev/null 2>&1 &
daemon=$!
trap 'kill "$daemon"' EXIT
# cron compares the tables' times in whole seconds: a change in the second of its first look is never seen.
sleep 2

"$node" "$cli" timer install --via cron --every 1m >&2
"$node" "$cli" timer install --via cron --every 1m >&2
echo ready
read -r _
"$node" "$cli" timer status --json
"$node" "$cli" timer remove >&2
crontab -l >&2
