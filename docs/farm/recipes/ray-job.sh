#!/bin/bash
# A run on a Ray cluster, submitted from anywhere; the cluster's nodes have setpiece installed and share /shared, or use out=s3://...
#
#   RAY_API_SERVER_ADDRESS=http://head:8265 ./ray-job.sh experiment=dice count=100000 out=/shared/dice
#
# `ray job submit` is part of ray[default]. On GPUs add farm.gpus_per_worker=1. The job is safe to stop and to submit again.
exec ray job submit --no-wait -- setpiece generate farm=ray farm.address=auto "$@"
