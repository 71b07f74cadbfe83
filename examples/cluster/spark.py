"""Validates a plan's shards with Spark. Untested: it shows the shape, on RDD.pipe of PySpark 3.

    tcenvelope plan -r --size=4g -o /shared/run/plan.ndjson /shared/archive > /shared/run/shards.count
    spark-submit examples/cluster/spark.py /shared/run
    tcenvelope merge --plan=/shared/run/plan.ndjson --out=/shared/run/shards --reports > reports.ndjson

Each partition is one shard number; the files are on storage that all executors mount under the same
name. checkCode fails a task whose command fails, and Spark then tries it again
(spark.task.maxFailures). --exit-zero keeps invalid documents from being such a failure.
"""
import shlex
import sys

from pyspark import SparkContext

folder = sys.argv[1]
with open(f"{folder}/shards.count", encoding="ascii") as count:
    shards = int(count.read())
command = (f"tcenvelope check --quiet --exit-zero --report=json --jobs=1 --shard=\"$shard\""
           f" --plan={shlex.quote(folder + '/plan.ndjson')} --out={shlex.quote(folder + '/shards')}")
context = SparkContext(appName="tcenvelope")
context.parallelize(range(shards), shards).pipe(
    "sh -c " + shlex.quote(f"read -r shard && {command}"), checkCode=True).count()
