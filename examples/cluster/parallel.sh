#!/bin/sh
# Validates archives with GNU parallel, here or (with --sshloginfile in PARALLEL) on several machines.
#
#   examples/cluster/parallel.sh FOLDER INPUT...
#
# FOLDER gets the plan, the shards, and at the end reports.ndjson and summary.json. A shard that fails
# is tried three times. Run again with the same FOLDER, it keeps the plan and the finished shards.
set -eu

folder=$1
shift
mkdir -p "$folder"
[ -s "$folder/shards.count" ] ||
    tcenvelope plan -r --size="${SHARD_SIZE:-256m}" -o "$folder/plan.ndjson" "$@" > "$folder/shards.count"

# Without --exit-zero, parallel takes a shard with an invalid document for a failed one.
seq 0 $(($(cat "$folder/shards.count") - 1)) | parallel --retries 3 tcenvelope check --quiet --exit-zero \
    --report=json --jobs=1 --shard={} --plan="$folder/plan.ndjson" --out="$folder/shards"

tcenvelope merge --exit-zero --plan="$folder/plan.ndjson" --out="$folder/shards" --reports \
    --summary="json:$folder/summary.json" --summary=text > "$folder/reports.part"
mv "$folder/reports.part" "$folder/reports.ndjson"
