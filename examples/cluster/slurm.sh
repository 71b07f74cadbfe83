#!/bin/sh
# Validates archives with Slurm: an array with a task for each shard, then a job that merges them.
#
#   examples/cluster/slurm.sh FOLDER INPUT...
#
# FOLDER and the inputs are on storage that all nodes share; give absolute names. FOLDER gets the plan,
# the shards, a log for each task, and at the end reports.ndjson and summary.json. Run again with the
# same FOLDER, it keeps the plan and the finished shards. SHARD_SIZE is 4g unless set; an array has at
# most MaxArraySize tasks (1001 unless slurm.conf says more), so choose it for fewer shards than that.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
mkdir -p "$folder/log"
[ -s "$folder/shards.count" ] ||
    tcenvelope plan -r --size="${SHARD_SIZE:-4g}" -o "$folder/plan.ndjson" "$@" > "$folder/shards.count"
shards=$(cat "$folder/shards.count")

array=$(sbatch --parsable --array="0-$((shards - 1))" --output="$folder/log/shard-%a.txt" \
    "$here/shard.sbatch" "$folder")
merge=$(sbatch --parsable --dependency="afterok:$array" --output="$folder/log/merge.txt" \
    "$here/merge.sbatch" "$folder")
echo "$shards shards: job $array; merged by job $merge"
