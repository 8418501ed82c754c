# shellcheck shell=sh
# The lines that stand in post-rewrite: one request at the end of a rebase, whose directory still stands then.
# >>> sync-hooks >>>
# Written by `sync-hooks install`, removed by `sync-hooks uninstall`; edits here are overwritten.
if [ -n "${SYNC_HOOKS_PROBE-}" ]; then
  { echo @EVENT@ >>"$SYNC_HOOKS_PROBE"; } 2>/dev/null || true
  exit 0
fi
# shellcheck disable=SC3013,SC3067
if [ "${1-}" = rebase ] && [ "${SYNC_HOOKS-}" != 0 ] &&
  [ -O "${GIT_DIR:-.git}" ] && ! [ "${SYNC_HOOKS_WORKING_ON-}" -ef "${GIT_DIR:-.git}" ]; then
  if [ -d "${GIT_DIR:-.git}/sync-hooks" ]; then
    { echo "@EVENT@ $PPID" >>"${GIT_DIR:-.git}/sync-hooks/request"; } 2>/dev/null || true
  fi
  if [ -x '@RUNNER@' ]; then
    '@RUNNER@' @EVENT@ "${GIT_DIR:-.git}" "$PPID" </dev/null >/dev/null 2>&1 &
  fi
fi
# <<< sync-hooks <<<
