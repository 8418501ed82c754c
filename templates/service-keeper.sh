#!/bin/sh
# Keeps `sync-hooks watch` running where no service manager does, in a session of its own.
# Written by `sync-hooks service install`, taken away by `sync-hooks service remove`.

program='@PROGRAM@'
command='@COMMAND@'
errors='@ERRORS@'

end() {
  trap '' TERM INT
  if [ -n "${!-}" ]; then
    # A child that is still this very shell, and no program of its own yet, would lose the signal.
    while cmp -s "/proc/$!/cmdline" "/proc/$$/cmdline"; do sleep 0.1; done
    kill -TERM "$!" 2>/dev/null
  fi
  wait
  exit 0
}
trap end TERM INT
trap '' HUP

# A removed sync-hooks ends its keeper.
while [ -x "$program" ]; do
  /bin/sh -c "exec $command" </dev/null >/dev/null 2>"$errors" &
  wait "$!"
  sleep 5 &
  wait "$!"
done
