#!/bin/bash
set -eu
# matplotlib and numba keep what they compile; the job has no home that lasts.
export MPLCONFIGDIR="$TMPDIR" NUMBA_CACHE_DIR="$TMPDIR"
echo "0.1 loading ctapipe" > "$OPUS_PROGRESS"
ctapipe-quickstart --workdir=config --name "$author" --email "$mail" \
  --org "$organisation" --overwrite
