#!/bin/sh
# The one runner behind every hook block and timer of this installation; written by `sync-hooks install`.
#
#   runner EVENT GIT_DIR GIT_PID   a hook: starts EVENT's entrypoint, detached, and returns at once
#   runner sweep [ARG…]            the timer: sweeps in the foreground
#   runner watch [ARG…]            the service: watches in the foreground
#   runner node                    prints the node that it would use

node='@NODE@'
dist='@DIST@'

# What sync-hooks was installed with. cron and graphical programs have none of it, and another terminal
# may point elsewhere; PATH only fills in what the caller's lacks.
PATH=${PATH:+$PATH:}'@PATH@'
home='@HOME@'
HOME=${home:-$HOME}
SYNC_HOOKS_HOME='@SYNC_HOOKS_HOME@'
XDG_CONFIG_HOME='@XDG_CONFIG_HOME@'
XDG_DATA_HOME='@XDG_DATA_HOME@'
XDG_STATE_HOME='@XDG_STATE_HOME@'
LOCALAPPDATA='@LOCALAPPDATA@'
export PATH HOME SYNC_HOOKS_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME LOCALAPPDATA

remembered=$node
[ -x "$node" ] || node=$(command -v node) || node=

case ${1-} in
  sweep | watch)
    if [ -z "$node" ]; then
      echo "sync-hooks: there is no node at $remembered or on PATH; run: sync-hooks install --all" >&2
      exit 127
    fi
    exec "$node" "$dist/bin/sync-hooks.js" "$@"
    ;;
  node)
    printf '%s\n' "$node"
    exit
    ;;
  post-commit | post-merge | post-rewrite) ;;
  *)
    echo "usage: runner post-commit|post-merge|post-rewrite GIT_DIR GIT_PID, or: runner sweep|watch" >&2
    exit 64
    ;;
esac

# Without node or the program, the request waits for a sweep.
entry=$dist/hooks/$1.js
[ -n "$node" ] && [ -f "$entry" ] || exit 0

git_dir=${2:-.git}
case $git_dir in
  /* | [A-Za-z]:*) ;;
  *) git_dir=$PWD/$git_dir ;;
esac

# Whoever reads git's output to its end must not wait for us, whichever descriptor they gave it.
exec </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
# Until the new session stands, a closing terminal or a Ctrl-C meant for git would end us.
trap '' HUP INT

if command -v setsid >/dev/null; then
  setsid "$node" "$entry" "$git_dir" "${3-}" &
else
  # macOS and Git for Windows have no setsid; node can begin a session of its own.
  "$node" -e '
    const [node, ...args] = process.argv;
    require("node:child_process")
      .spawn(node, args, { detached: true, stdio: "ignore", windowsHide: true })
      .unref();
  ' -- "$entry" "$git_dir" "${3-}" &
fi
