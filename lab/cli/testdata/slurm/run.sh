#!/usr/bin/env bash
# Runs a sweep as a job array on a Slurm of its own on this host, kills a task and lets
# it be requeued, and compares the merged file with that of one machine.
# Needs slurmctld, slurmd, munged (Debian: slurm-wlm, munge) and root; without them it
# says so and does nothing. Usage: slurm.sh RTTLAB SCENARIO
set -eu
rttlab=$(realpath "$1") scenario=$(realpath "$2")
for tool in slurmctld slurmd munged sbatch scontrol; do
	command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 0; }
dir=$(mktemp -d)
pids=""
stop() { for p in $pids; do kill "$p" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$dir"; }
trap stop EXIT
chmod 755 "$dir"; cd "$dir"
mkdir munge state spool && chmod 700 munge
dd if=/dev/urandom of=munge/key bs=1 count=1024 2>/dev/null; chmod 400 munge/key
munged -F --force --key-file="$dir/munge/key" --socket="$dir/munge.socket" --pid-file="$dir/munge/pid" \
	--log-file="$dir/munge/log" --seed-file="$dir/munge/seed" 2>/dev/null & pids="$pids $!"
host=$(hostname -s)
cat > slurm.conf <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
ReturnToService=2
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/d.pid
SlurmctldLogFile=$dir/ctld.log
SlurmdLogFile=$dir/d.log
SchedulerParameters=sched_interval=1,batch_sched_delay=0,requeue_delay=1
JobRequeue=1
KillWait=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$dir/slurm.conf"
slurmctld -D -c >/dev/null 2>&1 & pids="$pids $!"
slurmd -D >/dev/null 2>&1 & pids="$pids $!"
for _ in $(seq 100); do sinfo -h -o %t 2>/dev/null | grep -q idle && break; sleep 0.2; done
sinfo -h -o %t | grep -q idle || { echo "Slurm did not start"; tail -5 ctld.log d.log; exit 1; }

vary="--vary links[0].delay=1ms..100ms/10 --seeds 10"
"$rttlab" sweep "$scenario" $vary -o one.parquet
"$rttlab" sweep plan "$scenario" $vary -o plan
"$rttlab" sweep submit --engine slurm --shards 4 --program "$rttlab" "$dir/plan" > job.sh
job=$(sbatch --parsable job.sh)
for _ in $(seq 300); do ls plan/runs-* >/dev/null 2>&1 && break; sleep 0.1; done
killed=$(squeue -h -r -j "$job" -t R -o %i | head -1)
[ -n "$killed" ] && scontrol requeue "$killed" && echo "requeued $killed"
for _ in $(seq 1200); do [ -z "$(squeue -h -j "$job" 2>/dev/null)" ] && break; sleep 0.2; done
"$rttlab" sweep status plan
"$rttlab" sweep merge plan -o merged.parquet
cmp one.parquet merged.parquet && echo "the merged file is that of one machine"
